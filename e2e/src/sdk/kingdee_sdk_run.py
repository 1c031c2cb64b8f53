"""Runs one list of calls with Kingdee's own Python SDK, and prints each reply as a line of JSON.

The folder of the SDK is the argument. Reads one JSON object from standard input: {url, acctId, user, appId, appSecret, org, calls: [[name, arg...], ...]}.
An argument "$name.path.0" is replaced by a value of an earlier reply, kept under the name after "as" in a call's last
argument {"as": "name"}.
"""

import json
import os
import sys

# The simulator stands on this machine, whatever proxy the machine has for others.
os.environ['no_proxy'] = '*'
sys.path.insert(0, sys.argv[1])

from k3cloud_webapi_sdk.main import K3CloudApiSdk  # noqa: E402


def pick(kept, path):
    parts = path.split('.')
    value = kept[parts[0]]
    for part in parts[1:]:
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def fill(kept, value):
    if isinstance(value, str) and value.startswith('$'):
        return pick(kept, value[1:])
    if isinstance(value, list):
        return [fill(kept, each) for each in value]
    if isinstance(value, dict):
        return {key: fill(kept, each) for key, each in value.items()}
    return value


def run(order):
    sdk = K3CloudApiSdk(order['url'])
    sdk.InitConfig(order['acctId'], order['user'], order['appId'], order['appSecret'], order['url'],
                   2052, order.get('org', 0))
    kept = {}
    for name, *arguments in order['calls']:
        keep = None
        if arguments and isinstance(arguments[-1], dict) and set(arguments[-1]) == {'as'}:
            keep = arguments.pop()['as']
        try:
            text = getattr(sdk, name)(*fill(kept, arguments))
            reply = json.loads(text)
        except Exception as error:
            print(json.dumps({'call': name, 'raised': type(error).__name__, 'message': str(error)}), flush=True)
            continue
        if keep is not None:
            kept[keep] = reply
        print(json.dumps({'call': name, 'session': sdk.cookiesStore.SID, 'reply': reply}), flush=True)


run(json.load(sys.stdin))
