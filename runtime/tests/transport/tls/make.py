"""Makes the certificates of `tls.rs` with Python's `cryptography`: `python3 make.py`."""
import datetime, pathlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issue(subject, key, issuer_key, start, end, host=None):
    made = (
        x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name("Test root"))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(datetime.datetime(start, 1, 1)).not_valid_after(datetime.datetime(end, 1, 1))
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    )
    if host:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


root_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
made = {
    "root": issue("Test root", root_key, root_key, 2020, 2120),
    "good": issue("good", key, root_key, 2020, 2120, "localhost"),
    "expired": issue("expired", key, root_key, 2020, 2021, "localhost"),
    "early": issue("early", key, root_key, 2119, 2120, "localhost"),
    "other_name": issue("other name", key, root_key, 2020, 2120, "other.example"),
}
for file, certificate in made.items():
    (HERE / f"{file}.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
(HERE / "key.pem").write_bytes(key.private_bytes(
    serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
