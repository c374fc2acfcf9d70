specie::client!("coinpayments.yaml", operation = [rates]);

fn main() {}
