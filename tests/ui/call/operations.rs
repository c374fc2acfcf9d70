specie::client!("../spec/incomplete.yaml", operations = [pnig], draft = true);

fn main() {}
