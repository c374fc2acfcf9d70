"""Makes the certificates and deliveries of `certificates.rs` with Python's `cryptography`: `python3 make.py`.

The signed texts follow the pages of PayPal and Amazon SNS, which are named in the specs.
"""
import base64, datetime, json, pathlib, zlib
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

HERE = pathlib.Path(__file__).parent
START, END = datetime.datetime(2023, 1, 1), datetime.datetime(2033, 1, 1)


def name(text):
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])


def issue(subject, key, issuer, issuer_key, host=None, start=START, end=END, purpose=ExtendedKeyUsageOID.SERVER_AUTH):
    made = (
        x509.CertificateBuilder().subject_name(name(subject)).issuer_name(name(issuer))
        .public_key(key.public_key()).serial_number(x509.random_serial_number())
        .not_valid_before(start).not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=host is None, path_length=None), critical=True)
    )
    if host:
        made = made.add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        made = made.add_extension(x509.ExtendedKeyUsage([purpose]), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


def pem(*certificates):
    return "".join(one.public_bytes(serialization.Encoding.PEM).decode() for one in certificates)


root_key, middle_key, other_key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
root = issue("Test root", root_key, "Test root", root_key)
middle = issue("Test issuer", middle_key, "Test root", root_key)
other_root = issue("Other root", other_key, "Other root", other_key)
key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
host = "messageverificationcerts.paypal.com"


def leaf(host, **more):
    return issue(host, key, "Test issuer", middle_key, host=host, **more)


files = {
    "root.pem": pem(root),
    "paypal.pem": pem(leaf(host), middle),
    "sns.pem": pem(leaf("sns.amazonaws.com"), middle),
    "no_issuer.pem": pem(leaf(host)),
    "other_root.pem": pem(issue(host, key, "Other root", other_key, host=host), other_root),
    "other_name.pem": pem(leaf("www.paypal.com"), middle),
    "other_purpose.pem": pem(leaf(host, purpose=ExtendedKeyUsageOID.CODE_SIGNING), middle),
    # Valid from 2023-11-14T00:00:00Z to 2023-11-15T00:00:00Z.
    "short.pem": pem(leaf(host, start=datetime.datetime(2023, 11, 14), end=datetime.datetime(2023, 11, 15)), middle),
    "key.pub": key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode(),
}


def signature(text):
    return base64.b64encode(key.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()


body = '{"id":"WH-2WR32451HC0233532-67976317FL4543714","event_type":"PAYMENT.SALE.COMPLETED","resource":{"amount":{"total":"30.11","currency":"USD"},"note":"für Ä"}}'
transmission, time, webhook = "69cd13f0-d67a-11e5-baa3-778b53f4ae55", "2023-11-14T22:13:20Z", "1JE4291016473214C"
text = f"{transmission}|{time}|{webhook}|{zlib.crc32(body.encode())}"
address = "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1d93a270"
files["paypal.body"] = body
files["paypal.headers.json"] = json.dumps({
    "PAYPAL-TRANSMISSION-ID": transmission,
    "PAYPAL-TRANSMISSION-TIME": time,
    "PAYPAL-TRANSMISSION-SIG": signature(text),
    "PAYPAL-CERT-URL": address,
    "PAYPAL-AUTH-ALGO": "SHA256withRSA",
}, indent=1)

message = {
    "Type": "Notification", "MessageId": "22b80b92-fdea-4c2c-8f9d-bdfb0c7bf324",
    "TopicArn": "arn:aws:sns:us-west-2:123456789012:MyTopic", "Subject": "My First Message",
    "Message": "Hello\nworld", "Timestamp": "2023-11-14T22:13:20.000Z",
}
order = ["Message", "MessageId", "Subject", "Timestamp", "TopicArn", "Type"]
message |= {
    "SignatureVersion": "2",
    "Signature": signature("".join(f"{one}\n{message[one]}\n" for one in order)),
    "SigningCertURL": "https://sns.us-west-2.amazonaws.com/SimpleNotificationService-f3ecfb7224c7233fe7bb5f59f96de52f.pem",
}
files["sns.body"] = json.dumps(message)

for file, contents in files.items():
    (HERE / file).write_bytes(contents.encode())
