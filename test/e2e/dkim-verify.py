"""Verifies every DKIM signature of a message with dkimpy. Arguments: message file, zone records as JSON: {name: value as in a zone file}."""
import json
import re
import sys

import dkim


def txt(name, timeout=5):
    value = records.get(name.decode().rstrip("."))
    return None if value is None else "".join(re.findall(r'"([^"]*)"', value)).encode()


with open(sys.argv[1], "rb") as file:
    message = file.read()
records = json.loads(sys.argv[2])
count = len(re.findall(rb"(?im)^dkim-signature:", message.split(b"\r\n\r\n")[0]))
try:
    valid = count > 0 and all(dkim.DKIM(message).verify(idx=at, dnsfunc=txt) for at in range(count))
    print(json.dumps({"signatures": count, "valid": bool(valid)}))
except dkim.DKIMException as fault:
    print(json.dumps({"signatures": count, "valid": False, "fault": str(fault)}))
