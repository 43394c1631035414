#!/usr/bin/env python3
"""A second verifier of published folders, which shares no line with fromseed.

    python3 verify/verify.py --keys KEYS [--policy POLICY]... [--target STAGE] [--at TIME] FOLDER...

It reads manifests down to the seed, closure manifests, observations and their signatures in plain
folders, and says whether they hold together and satisfy a policy. It requires Python 3.9 and nothing
else of Python's; gpgv for OpenPGP signatures, ssh-keygen for SSH ones. It keeps nothing: no home, so no
first-seen times, no memory of policies, no builds of its own to check evidence against.

The formats: src/manifest/MANIFEST.md, src/observation/OBSERVATION.md, src/policy/POLICY.md,
src/store/LISTING.md. Where it and fromseed differ, one of the two is wrong; test/verify/ compares them.
Where it cannot know (a key that was retired), it refuses.

Exit codes: 0 accepted, or no policy and nothing wrong; 1 not; 2 the command line or a file's form;
4 disputed: somebody whose word counts signed another tree for the same key.
"""

import base64
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

STATEMENT = "https://in-toto.io/Statement/v1"
PROVENANCE = "https://slsa.dev/provenance/v1"
CLOSURE = "urn:fromseed:closure:2"
# What a stranger put into a folder may be of any size.
LONGEST_SIGNATURES, LONGEST_TEXT = 1_000_000, 400_000_000
OBSERVATION = "urn:fromseed:observation:1"
BUILD = "urn:fromseed:build:2"
CLOCK_SKEW = 600
HEX = re.compile(r"[0-9a-f]{64}\Z")


class Fault(Exception):
    """What is wrong with a text, as the end of a sentence."""


def sha256(data):
    return hashlib.sha256(data if isinstance(data, bytes) else data.encode()).hexdigest()


def need(condition, words):
    if not condition:
        raise Fault(words)


# ---- Canonical JSON (RFC 8785), whole numbers only ----------------------------------------------------


def canonical(value):
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(canonical(key) + ":" + canonical(value[key]) for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(canonical(each) for each in value) + "]"
    if isinstance(value, int) and not isinstance(value, bool):
        need(0 <= value <= 2**53 - 1, "a number is out of range")
    return json.dumps(value, ensure_ascii=False)


def no_fraction(text):
    raise Fault(f"{text} is not a whole number")


def read_canonical(data):
    try:
        value = json.loads(data.decode("utf-8"), parse_float=no_fraction, parse_constant=no_fraction)
        same = canonical(value).encode("utf-8") == data
    except (ValueError, UnicodeError, RecursionError):
        raise Fault("it is not JSON in UTF-8")
    need(same, "it is not canonical")
    return value


def members(value, *keys):
    """The values of an object that has exactly these keys; one with "?" at its end may be absent."""
    need(isinstance(value, dict), "an object is expected")
    names = [key.rstrip("?") for key in keys]
    need(not set(value) - set(names), f"unknown keys {sorted(set(value) - set(names))}")
    missing = [key for key in keys if not key.endswith("?") and key not in value]
    need(not missing, f"missing keys {missing}")
    return [value.get(name) for name in names]


def digest(value):
    need(isinstance(value, str) and HEX.match(value), f"{value!r} is no sha256")
    return value


def text(value):
    need(isinstance(value, str), f"{value!r} is no text")
    return value


# ---- Manifests ----------------------------------------------------------------------------------------


def bytes_of(path):
    return path.encode("utf-8")


def escape_target(target):
    return target.replace("\\", "\\134").replace(" ", "\\040")


def good_path(path):
    names = text(path).split("/")
    need(not any(name in ("", ".", "..") for name in names), f"{path!r} is no path of a tree")
    need("\n" not in path and "\0" not in path, f"{path!r} is no path of a tree")
    return path


def read_tree(subjects, stage):
    """The tree's digest, after computing it from all the entries that the manifest lists."""
    need(isinstance(subjects, list) and subjects, "it has no subject")
    name, own, notes = members(subjects[0], "name", "digest", "annotations")
    need(name == f"{stage}/", "its first subject is not the stage's tree")
    (tree,) = members(own, "fromseedTree1")
    size, links, directories = members(notes, "fromseed_size", "fromseed_links", "fromseed_directories")
    lines, total = {}, 0
    for each in subjects[1:]:
        path, file_digest, more = members(each, "name", "digest", "annotations")
        (content,) = members(file_digest, "sha256")
        executable, file_size = members(more, "fromseed_executable", "fromseed_size")
        need(path not in lines, f"{path!r} is there twice")
        lines[good_path(path)] = f"{'755' if executable is True else '644'} {digest(content)} {path}\n"
        total += file_size
    for each in links:
        path, target = members(each, "path", "target")
        need(path not in lines, f"{path!r} is there twice")
        lines[good_path(path)] = f"link {escape_target(text(target))} {path}\n"
    for path in directories:
        need(path not in lines, f"{path!r} is there twice")
        lines[good_path(path)] = f"dir - {path}\n"
    need(total == size, "its files have another size in all")
    listing = "".join(lines[path] for path in sorted(lines, key=bytes_of))
    need(sha256(listing) == digest(tree), "its entries are not those of its tree")
    return tree


def read_stage(value):
    _, subjects, kind, predicate = members(value, "_type", "subject", "predicateType", "predicate")
    build, details = members(predicate, "buildDefinition", "runDetails")
    build_type, external, internal, dependencies = members(
        build, "buildType", "externalParameters", "internalParameters", "resolvedDependencies"
    )
    need(build_type == BUILD, f"its build type is {build_type!r}")
    stage, recipe, architecture = members(external, "stage", "recipe", "architecture")
    members(recipe, "name", "version")
    contract, key, key_text = members(internal, "contract", "key", "keyText")
    need(sha256(text(key_text)) == digest(key), "its key is not the digest of the key's text")
    inputs = read_inputs(dependencies)
    check_key(key_text, architecture, contract, inputs)
    return {
        "kind": "stage",
        "stage": text(stage),
        "key": key,
        "tree": read_tree(subjects, stage),
        "uses": inputs["stage"],
        "opaque": inputs["opaque"],
        "inputs": inputs,
    }


def read_inputs(dependencies):
    found = {"stage": [], "source": [], "file": [], "opaque": []}
    for each in dependencies:
        name, uri, content, notes = members(each, "name", "uri", "digest", "annotations")
        kind = notes.get("fromseed_kind")
        value = content.get("sha256") or content.get("fromseedTree1")
        need(len(content) == 1 and HEX.match(value or ""), f"{name!r} has no digest")
        if kind == "stage":
            found["stage"].append((name[:-1], value, digest(notes.get("fromseed_manifest"))))
        elif kind == "source":
            found["source"].append((name, notes, value, "fromseedTree1" in content))
        elif kind == "file":
            found["file"].append((name, value, notes.get("fromseed_executable") is True))
        elif kind in ("seed", "bridge", "opaque"):
            words = {"fromseed_why", "fromseed_standsFor", "fromseed_until", "fromseed_lineage"}
            need(set(notes) & words == (words if kind == "bridge" else set()), f"{name!r} is not described as a {kind}")
            found["opaque"].append((kind, name, value))
        else:
            raise Fault(f"{name!r} is of no known kind")
    return found


def check_key(key_text, architecture, contract, inputs):
    """The key's text must begin with exactly the inputs that the manifest names (src/graph/KEY.md)."""
    facts = ["fromseed-key\t2", f"architecture\t{architecture}", f"contract\t{contract}"]
    trees = {}
    for stage, tree, _ in inputs["stage"]:
        trees.setdefault(stage, set()).add(tree)
    facts += [f"use {stage}\t{' '.join(sorted(trees[stage]))}" for stage in sorted(trees, key=bytes_of)]
    for name, notes, value, is_tree in inputs["source"]:
        unpacked = notes.get("fromseed_unpacked")
        if is_tree:
            facts.append(f"source {name}\ttree {value}")
        elif unpacked is None:
            facts.append(f"source {name}\tfile {value}")
        elif notes.get("fromseed_lock") is None:
            facts.append(f"source {name}\ttree {unpacked['tree']}")
        else:
            how = {key: each for key, each in unpacked.items() if key != "tree"}
            facts.append(f"source {name}\tarchive {value} {canonical(how)}")
    facts += [f"file {canonical(path)}\t{'755' if executable else '644'} {value}" for path, value, executable in inputs["file"]]
    seeds = [value for kind, _, value in inputs["opaque"] if kind == "seed"]
    facts.append("build\tsteps" if inputs["stage"] or not seeds else f"build\tseed {seeds[0]}")
    told = "".join(fact + "\n" for fact in facts)
    need(key_text.startswith(told), "it names other inputs than its key")


def read_closure(value):
    _, subjects, _, predicate = members(value, "_type", "subject", "predicateType", "predicate")
    target, manifest, stages = members(predicate, "target", "manifest", "stages")
    listed = []
    for each in stages:
        stage, key, tree, own = members(each, "stage", "key", "tree", "manifest")
        listed.append({"stage": stage, "key": digest(key), "tree": digest(tree), "manifest": digest(own)})
    order = [(each["stage"].encode(), each["manifest"]) for each in listed]
    need(order == sorted(set(order)), "its stages are not sorted")
    own = [each for each in listed if each["manifest"] == manifest and each["stage"] == target]
    need(len(own) == 1, "its target is not among its stages")
    need(subjects == [{"name": f"{target}/", "digest": {"fromseedTree1": own[0]["tree"]}}], "its subject is another tree")
    return {"kind": "closure", "target": target, "manifest": manifest, "stages": listed}


OBSERVER = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64}|SHA256:[A-Za-z0-9+/]{43})\Z")


def read_observation(value):
    _, subjects, _, predicate = members(value, "_type", "subject", "predicateType", "predicate")
    observer, observed, target, machines, stages, seen = members(
        predicate, "observer", "observed", "target", "machines", "stages", "seen"
    )
    need(isinstance(observer, str) and OBSERVER.match(observer), "its observer is no whole fingerprint")
    at = moment(observed)
    need(len(subjects) == 1 and subjects[0].get("name") == f"{target}.closure.json", "its subject is another")
    (closure,) = members(subjects[0]["digest"], "sha256")
    claims = []
    for each in stages:
        stage, key, tree, manifest, _, built, taken = members(
            each, "stage", "key", "tree", "manifest", "expected?", "built?", "taken?"
        )
        need((built is None) != (taken is None), "a stage is either built or taken")
        claim = {"stage": stage, "key": digest(key), "tree": digest(tree), "manifest": digest(manifest), "built": None}
        if built is not None:
            when, machine, _, evidence, confirms = members(built, "at", "machine", "times", "evidence?", "confirms")
            need(moment(when) <= at, "a stage was built after the observation")
            need(0 <= machine < len(machines), "a machine is missing")
            need(observer not in confirms, "the observer confirms itself")
            claim["built"] = {"machine": machines[machine], "evidence": evidence, "confirms": confirms}
        claims.append(claim)
    need(any(each["stage"] == target for each in claims), "its target is not among its stages")
    return {
        "kind": "observation",
        "observer": observer,
        "observed": at,
        "closure": digest(closure),
        "claims": claims,
        "seen": [digest(each) for each in seen],
    }


def read_statement(data):
    value = read_canonical(data)
    need(isinstance(value, dict) and value.get("_type") == STATEMENT, "it is no in-toto statement")
    readers = {PROVENANCE: read_stage, CLOSURE: read_closure, OBSERVATION: read_observation}
    kind = value.get("predicateType")
    need(kind in readers, f"its type {kind!r} is not known here")
    try:
        return readers[kind](value)
    except (KeyError, TypeError, AttributeError, IndexError) as error:
        raise Fault(f"it breaks its form: {error}")


def moment(words):
    try:
        return datetime.strptime(words, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=timezone.utc).timestamp()
    except (ValueError, TypeError):
        raise Fault(f"{words!r} is no time")


# ---- The closure, down to the seed --------------------------------------------------------------------


def check_closure(target, closure, manifests):
    """Every stage that the target descends from, in the closure's order; a Fault when they do not agree."""
    reached, wanted = set(), [(target, closure["manifest"])]
    while wanted:
        stage, own = wanted.pop()
        if own in reached:
            continue
        reached.add(own)
        manifest = manifests.get(own)
        need(manifest is not None, f'the manifest {own} of "{stage}" is not there')
        need(manifest["stage"] == stage, f'the manifest {own} is not that of "{stage}"')
        inherited = set()
        for used, tree, used_manifest in manifest["uses"]:
            below = manifests.get(used_manifest)
            need(below is not None, f'the manifest {used_manifest} of "{used}" is not there')
            need(below["tree"] == tree, f'"{stage}" uses another tree of "{used}" than its manifest has')
            inherited |= set(below["opaque"])
            wanted.append((used, used_manifest))
        check_opaque(manifest, inherited)
    listed = {each["manifest"] for each in closure["stages"]}
    need(listed == reached, "the closure manifest does not name what its manifests do")
    for each in closure["stages"]:
        manifest = manifests[each["manifest"]]
        same = all(each[name] == manifest[name] for name in ("stage", "key", "tree"))
        need(same, f'the closure manifest says other things of "{each["stage"]}"')


def check_opaque(manifest, inherited):
    own = set(manifest["opaque"])
    lost = inherited - own
    need(not lost, f'"{manifest["stage"]}" does not name an opaque input that its stages descend from')
    for kind, name, value in own - inherited:
        if kind == "seed":
            brought = not manifest["uses"] and sum(1 for each in own if each[0] == "seed") == 1
        elif kind == "bridge":
            brought = any(source[0] == name for source in manifest["inputs"]["source"])
        else:
            sources = manifest["inputs"]["source"]
            brought = any(
                (source[0] == name and source[2] == value) or name.startswith(source[0] + "/") for source in sources
            ) or any(path == name and value == content for path, content, _ in manifest["inputs"]["file"])
        need(brought, f'"{manifest["stage"]}" names an opaque {name!r} that comes from nowhere')


# ---- Keys and signatures ------------------------------------------------------------------------------


def dearmored(data):
    """The packets of every armored public key block, or the bytes themselves."""
    if data[:1] and data[0] & 0x80:
        return data
    found = b""
    blocks = re.findall(rb"-----BEGIN PGP PUBLIC KEY BLOCK-----(.*?)-----END PGP PUBLIC KEY BLOCK-----", data, re.S)
    for block in blocks:
        body = re.split(rb"\r?\n[ \t]*\r?\n", block, maxsplit=1)[-1]
        lines = [line.strip() for line in body.splitlines()]
        found += base64.b64decode(b"".join(line for line in lines if not line.startswith(b"=")))
    return found


class Keys:
    def __init__(self, path):
        self.fingerprints = set()
        self.directory = tempfile.TemporaryDirectory(prefix="fromseed-verify-")
        self.ring = os.path.join(self.directory.name, "keys.gpg")
        packets = b""
        for file in files_of([path]):
            with open(file, "rb") as stream:
                data = stream.read()
            for line in data.decode("latin-1").splitlines():
                blob = re.search(r"(?:ssh-|ecdsa-|sk-)\S+ (AAAA[A-Za-z0-9+/=]+)", line)
                if blob and not line.lstrip().startswith("#"):
                    raw = hashlib.sha256(base64.b64decode(blob[1])).digest()
                    self.fingerprints.add("SHA256:" + base64.b64encode(raw).decode().rstrip("="))
            packets += revocations_first(dearmored(data))
        with open(self.ring, "wb") as stream:
            stream.write(packets)
        self.fingerprints |= primary_fingerprints(packets)

    def verdicts(self, data, signature, at, namespace=None):
        """(fingerprint, made, reason it is not good or None) of each signature in a file; SSH's of the namespace."""
        with open(signature, "rb") as stream:
            content = stream.read()
        if b"-----BEGIN SSH SIGNATURE-----" in content:
            return self.ssh(data, signature, namespace or namespace_of(data))
        return self.openpgp(data, signature, at)

    def openpgp(self, data, signature, at):
        signed = os.path.join(self.directory.name, "signed")
        with open(signed, "wb") as stream:
            stream.write(data)
        run = subprocess.run(
            ["gpgv", "--keyring", self.ring, "--status-fd", "1", signature, signed],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env={**os.environ, "LC_ALL": "C"}, check=False,
        )
        found, state, expiry = [], None, None
        for line in run.stdout.decode("latin-1").splitlines():
            words = line.split()[1:]
            if not words:
                continue
            if words[0] in ("GOODSIG", "EXPKEYSIG", "REVKEYSIG", "EXPSIG", "BADSIG", "ERRSIG"):
                state = words[0]
                if state in ("BADSIG", "ERRSIG"):
                    found.append((None, None, "it is bad, or its key is not at hand"))
            elif words[0] == "KEYEXPIRED" and len(words) > 1:
                expiry = int(words[1])
            elif words[0] == "VALIDSIG":
                made, fingerprint = int(words[3]), (words[10] if len(words) > 10 else words[1]).lower()
                reason = None
                if state == "REVKEYSIG":
                    reason = "its key was revoked"
                elif state == "EXPSIG":
                    reason = "its own time has run out"
                elif state == "EXPKEYSIG" and not (expiry is not None and made < expiry):
                    reason = "its key had expired when it was made"
                elif words[9] != "00":
                    reason = "it signs no file's bytes"
                elif made > at + CLOCK_SKEW:
                    reason = "it is from a time that has not come"
                elif int(words[8]) in (1, 2, 3):
                    reason = "its digest can be forged"
                found.append((fingerprint, made, reason))
        return found or [(None, None, "it holds no signature that gpgv understands")]

    @staticmethod
    def ssh(data, signature, namespace):
        run = subprocess.run(
            ["ssh-keygen", "-Y", "check-novalidate", "-n", namespace, "-s", signature],
            input=data, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )
        good = re.search(rb"Good \".*\" signature with \S+ key (SHA256:[A-Za-z0-9+/]{43})", run.stdout)
        if run.returncode != 0 or not good:
            return [(None, None, "ssh-keygen does not verify it")]
        return [(good[1].decode(), None, None)]


def namespace_of(data):
    if data[:1] != b"{":
        return "file"
    for kind, namespace in (
        (b'"predicateType":"urn:fromseed:closure:', "closure@fromseed"),
        (b'"predicateType":"urn:fromseed:observation:', "observation@fromseed"),
        (b'"predicateType":"urn:fromseed:review:', "review@fromseed"),
        (b'"buildType":"urn:fromseed:build:', "manifest@fromseed"),
    ):
        if kind in data:
            return namespace
    return "file"


def packets_of(data):
    """(type, body, whole packet) of each packet (RFC 9580, 4.2), up to one that cannot be read."""
    at = 0
    while at + 1 < len(data):
        start, tag, at = at, data[at], at + 1
        if tag & 0x40:
            octets = 1 if data[at] < 192 else 2 if data[at] < 224 else 5
            if 223 < data[at] < 255:
                return
            number = int.from_bytes(data[at : at + octets], "big")
            length = number - (192 << 8) + 192 if octets == 2 else number & 0xFFFFFFFF
        else:
            octets = (1, 2, 4)[tag & 3] if tag & 3 < 3 else 0
            length = int.from_bytes(data[at : at + octets], "big") if octets else len(data) - at
        body, at = data[at + octets : at + octets + length], at + octets + length
        yield tag & 0x3F if tag & 0x40 else (tag >> 2) & 0x0F, body, data[start:at]


def revocations_first(data):
    """The same certificates with what revokes a key right after it: gpgv looks for it nowhere else."""
    found, revoking, rest = b"", b"", b""
    for kind, body, whole in packets_of(data):
        if kind == 6:
            found, revoking, rest = found + revoking + rest + whole, b"", b""
        elif kind == 2 and body[2 if body[:1] == b"\x03" else 1 :][:1] == b"\x20":
            revoking += whole
        else:
            rest += whole
    return found + revoking + rest


def primary_fingerprints(packets):
    """Of version 4 and 6 public keys (RFC 9580, 5.5.4)."""
    found = set()
    for kind, body, _ in packets_of(packets):
        if kind == 6 and body[:1] == b"\x04":
            found.add(hashlib.sha1(b"\x99" + len(body).to_bytes(2, "big") + body).hexdigest())
        elif kind == 6 and body[:1] == b"\x06":
            found.add(hashlib.sha256(b"\x9b" + len(body).to_bytes(4, "big") + body).hexdigest())
    return found


# ---- Policies -----------------------------------------------------------------------------------------

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}\Z")
PATTERN = re.compile(r"[A-Za-z0-9._@+*-]{1,100}\Z")
PATH = re.compile(r"(?=.{1,200}\Z)(?:\*|[A-Za-z0-9._@+-]+(?:/[A-Za-z0-9._@+-]+)*/?)\Z")
BRIDGE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,99}\Z")
COUNT = re.compile(r"[1-9][0-9]{0,5}\Z")
TRAITS = {"vendors": "vendor", "kernels": "kernel", "distributions": "distribution", "interpreted": "executor"}


def policy_time(words):
    if re.match(r"\d{4}-\d\d-\d\d\Z", words):
        words += "T00:00:00Z"
    need(re.match(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\Z", words), f"{words!r} is no time")
    return moment(words)


def take_fingerprint(words):
    need(words, "a fingerprint is missing")
    if re.match(r"SHA256:[A-Za-z0-9+/]{43}\Z", words[0]):
        return words[0], words[1:]
    digits, taken = "", 0
    for word in words:
        group = re.sub(r"^0[xX]", "", word) if taken == 0 else word
        if not re.match(r"[0-9A-Fa-f]+\Z", group) or (taken and len(group) > 8):
            break
        digits, taken = digits + group.lower(), taken + 1
    need(re.match(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z", digits), f"{words[0]!r} is no whole fingerprint")
    return digits, words[taken:]


class Policy:
    def __init__(self, content):
        self.nodes, self.member_at, self.used, self.once = {}, {}, set(), {}
        self.stages, self.paths, self.depth = [], [], {}
        need(len(content) <= 1_000_000, "it is too long")
        for number, line in enumerate(content.split("\n"), 1):
            words = [word for word in re.split(r"[ \t]+", re.sub(r"\r\Z", "", line)) if word]
            if not words or words[0].startswith("#"):
                continue
            try:
                getattr(self, f"line_{words[0]}", self.unknown)(words[1:], number)
            except (IndexError, ValueError):
                raise Fault(f"line {number} has another form")
            except Fault as fault:
                raise Fault(f"line {number}: {fault}")
        need("quorum" in self.once or self.stages or self.paths, "it asks for nothing")
        need(("policy" in self.once) == ("changes" in self.once), "it has one of policy and changes alone")
        idle = set(self.nodes) - self.used
        need(not idle, f"{sorted(idle)} count for nothing")

    def unknown(self, words, number):
        raise Fault("it begins with no keyword")

    def define(self, name, node, depth=0):
        need(NAME.match(name), f"{name!r} is no name")
        need(name not in self.nodes, f"{name!r} is defined twice")
        self.nodes[name], self.depth[name] = {"name": name, **node}, depth

    def use(self, name):
        need(name in self.nodes, f"{name!r} is not defined above")
        self.used.add(name)
        return self.nodes[name]

    def member(self, name, number):
        node = self.use(name)
        before = self.member_at.get(name)
        need(before is None or (node["type"] == "person" and before != number), f"{name!r} counts in two places")
        self.member_at[name] = number
        return node

    def line_signer(self, words, number):
        name, (fingerprint, rest) = words[0], take_fingerprint(words[1:])
        others = [node for node in self.nodes.values() if node.get("fingerprint") == fingerprint]
        need(not others, "another signer has this fingerprint")
        node = {"type": "signer", "fingerprint": fingerprint}
        while rest:
            key = rest[0]
            need(key in ("from", "until", "compromised", "touch", "pin") and key not in node, f"{key!r} is out of place")
            if key in ("touch", "pin"):
                node[key], rest = True, rest[1:]
            else:
                node[key], rest = policy_time(rest[1]), rest[2:]
        need(not ("from" in node and "until" in node and node["from"] >= node["until"]), "it ends before it begins")
        self.define(name, node)

    def line_person(self, words, number):
        need(len(words) > 1, "it has no signers")
        signers = [self.member(name, number) for name in words[1:]]
        need(all(each["type"] == "signer" for each in signers), "a person has signers")
        self.define(words[0], {"type": "person", "members": signers})

    def line_group(self, words, number):
        name, count, names = words[0], words[1], words[2:]
        need(names, "it has no members")
        nodes = [self.member(each, number) for each in names]
        needs = {"any": 1, "all": len(names)}.get(count) or (int(count) if COUNT.match(count) else 0)
        need(1 <= needs <= len(names), f"{count!r} is not a count of its members")
        depth = 1 + max(self.depth[each] for each in names)
        need(depth <= 32, "groups are nested too deeply")
        voters = [voter for node in nodes for voter in {each["name"] for each in voters_of(node)}]
        fair = needs == 1 or count == "all" or len(voters) == len(set(voters))
        need(fair, "somebody would have two votes in it")
        self.define(name, {"type": "group", "needs": needs, "members": nodes}, depth)

    def line_quorum(self, words, number):
        self.set_once("quorum", words, lambda: self.member(words[0], number))

    def line_changes(self, words, number):
        self.set_once("changes", words, lambda: self.use(words[0]))

    def line_expires(self, words, number):
        self.set_once("expires", words, lambda: policy_time(words[0]))

    def line_policy(self, words, number):
        need(len(words) == 2 and NAME.match(words[0]) and COUNT.match(words[1]), "it is no name and version")
        self.set_once("policy", words[:1], lambda: (words[0], int(words[1])))

    def set_once(self, key, words, value):
        need(len(words) == 1 and key not in self.once, f"the {key} line has another form, or is there twice")
        self.once[key] = value()

    def line_stages(self, words, number):
        at = words.index("need")
        patterns, name, deed, rest = words[:at], words[at + 1], words[at + 2], words[at + 3 :]
        need(patterns and all(PATTERN.match(each) for each in patterns), "it has no patterns of stages")
        need(deed in ("signed", "built", "checked"), f"{deed!r} is nothing that one can ask for")
        need(not any("*" in each["patterns"] for each in self.stages), "a line above names all stages")
        need(len(rest) % 2 == 0 and not (rest and deed == "signed"), "it asks for machines in another form")
        diversity = {}
        for trait, least in zip(rest[::2], rest[1::2]):
            need(trait in TRAITS and COUNT.match(least) and trait not in diversity, f"{trait!r} is out of place")
            diversity[trait] = int(least)
        self.stages.append({"patterns": patterns, "node": self.use(name), "deed": deed, "diversity": diversity})

    def line_opaque(self, words, number):
        need("opaque" not in self.once and words, "the opaque line has another form, or is there twice")
        bridges = [] if words == ["none"] else [each.split("=") for each in words if each != "files"]
        named = all(len(each) == 2 and BRIDGE.match(each[0]) and HEX.match(each[1]) for each in bridges)
        need(named and len(set(words)) == len(words) and "files" not in words[1:], "it names no bridges by digest")
        self.once["opaque"] = {"files": "files" in words, "bridges": {tuple(each) for each in bridges}}

    def line_paths(self, words, number):
        """What is asked of a repository's history: verify/history.py judges by it."""
        at = words.index("need")
        paths, node, (care,) = words[:at], self.use(words[at + 1]), words[at + 2 :]
        need(paths and all(PATH.match(each) for each in paths), "it has no paths")
        need(not {".", ".."} & {name for each in paths for name in each.split("/")}, "it has no plain paths")
        need(care in ("signed", "reviewed"), f"{care!r} is nothing that one can ask for")
        need(not any("*" in each["paths"] for each in self.paths), "a line above names all paths")
        need(care == "signed" or len({each["name"] for each in voters_of(node)}) > 1, "a review takes two")
        self.paths.append({"paths": paths, "node": node, "care": care})

    def rule(self, stage):
        def names(pattern):
            return re.match(".*".join(map(re.escape, pattern.split("*"))) + r"\Z", stage, re.S)

        return next((rule for rule in self.stages if any(map(names, rule["patterns"]))), None)

    def owner(self, fingerprint):
        """The person's name, or the signer's; None for a stranger."""
        for node in self.nodes.values():
            if node["type"] == "person" and any(each["fingerprint"] == fingerprint for each in node["members"]):
                return node["name"]
        signer = self.signer(fingerprint)
        return signer["name"] if signer else None

    def signer(self, fingerprint):
        own = (each for each in self.nodes.values() if each["type"] == "signer" and each["fingerprint"] == fingerprint)
        return next(own, None)


def voters_of(node):
    return [each for member in node["members"] for each in voters_of(member)] if node["type"] == "group" else [node]


def signers_of(node):
    return [node] if node["type"] == "signer" else [each for member in node["members"] for each in signers_of(member)]


def weigh(node, done):
    if node["type"] == "signer":
        return done(node)
    has = sum(1 for member in node["members"] if weigh(member, done))
    return has >= (1 if node["type"] == "person" else node["needs"])


# ---- Who counts ---------------------------------------------------------------------------------------


class Signatures:
    """Every signature of the folders, by the digest of what it is named for."""

    def __init__(self, files, keys, at):
        self.keys, self.at, self.files, self.cache = keys, at, {}, {}
        for file in files:
            name = re.match(r"([0-9a-f]{64})\.(?:[0-9a-f]{40}|[0-9a-f]{64})\.(?:asc|sig)\Z", os.path.basename(file), re.I)
            if name and os.path.getsize(file) <= LONGEST_SIGNATURES:
                self.files.setdefault(name[1].lower(), []).append(file)

    def of(self, data, stated=None):
        own = sha256(data)
        if own not in self.cache:
            self.cache[own] = [
                {"file": sha256(open(file, "rb").read()), "by": by, "made": made if made is not None else stated, "bad": bad}
                for file in self.files.get(own, [])
                for by, made, bad in self.keys.verdicts(data, file, self.at)
            ]
        return self.cache[own]


def counts(signer, word, at, dated):
    """Whether a signature that names this signer's key counts (POLICY.md, keys over time)."""
    if word["bad"] is not None or word["by"] != signer["fingerprint"]:
        return False
    made = word["made"] if word["made"] is not None else at
    if made > at + CLOCK_SKEW or made < signer.get("from", made) or made >= signer.get("until", made + 1):
        return False
    if signer.get("touch") or signer.get("pin"):
        return False
    since = signer.get("compromised")
    if since is None or since > at:
        return True
    return made < since and any(when < since for when in dated.get(word["file"], []))


MAKERS = (
    ("GenuineIntel", r"\bintel\b|\bxeon\b|\bpentium\b|\bceleron\b"),
    ("AuthenticAMD", r"\bamd\b|\bryzen\b|\bepyc\b|\bopteron\b"),
    ("HygonGenuine", r"\bhygon\b"),
    ("CentaurHauls", r"\bcentaur\b|\bvia\b"),
    ("Shanghai", r"\bzhaoxin\b"),
)


def contradicts(machine):
    maker = next((vendor for vendor, model in MAKERS if re.search(model, machine["model"], re.I)), None)
    own = dict(MAKERS).get(machine["vendor"].strip())
    return maker not in (None, machine["vendor"].strip()) and own is not None and not re.search(own, machine["model"], re.I)


# ---- The verdict --------------------------------------------------------------------------------------


def published_in(folder):
    """What the index of a published folder offers (src/published/PUBLISHED.md); empty where there is none."""
    index = os.path.join(folder, "index")
    if not (os.path.isfile(index) and os.path.isdir(os.path.join(folder, "manifests"))):
        return []
    with open(index, "rb") as stream:
        lines = stream.read().decode("latin-1").split("\n")
    need(lines[0] == "fromseed-published 1" and lines[-1] == "", f"{index}: it is of another version, or cut")
    named, current = [], set()
    for line in lines[1:-1]:
        target = re.match(r"target ([0-9a-f]{64}) [A-Za-z0-9._+@-]+\Z", line)
        text = re.match(r"text [0-9a-f]{64} [0-9]+ ((?:manifests|observations)/[A-Za-z0-9_+@-][A-Za-z0-9._+@-]*)\Z", line)
        need(target or text or line.startswith("tree "), f"{index}: {line!r} is no line of an index")
        if target:
            current.add(f"manifests/{target[1]}.closure.json")
        elif text:
            named.append(text[1])
    # An earlier closure of a target stays in the folder.
    return [name for name in named if not name.endswith(".closure.json") or name in current]


def files_of(paths):
    found = []
    for path in paths:
        if os.path.isdir(path):
            within = published_in(path) or sorted(os.listdir(path), key=bytes_of)
            found += [os.path.join(path, name) for name in within if os.path.isfile(os.path.join(path, name))]
        else:
            found.append(path)
    return found


def read_folders(folders, say):
    manifests, closures, observations, texts = {}, {}, [], {}
    files = files_of(folders)
    for file in files:
        if not file.endswith(".json") or file.endswith(".dsse.json"):
            continue
        try:
            need(os.path.getsize(file) <= LONGEST_TEXT, f"it has more than {LONGEST_TEXT} octets")
            with open(file, "rb") as stream:
                data = stream.read()
            statement = read_statement(data)
        except Fault as fault:
            if file in folders:
                raise Fault(f"{file}: {fault}")
            say(f"passed over: {file}: {fault}")
            continue
        own = sha256(data)
        texts[own] = data
        if statement["kind"] == "stage":
            manifests[own] = statement
        elif statement["kind"] == "closure":
            closures.setdefault(statement["target"], []).append((file, own, statement))
        elif not any(each["sha256"] == own for each in observations):
            observations.append({**statement, "sha256": own})
    chosen = {target: closure_of(target, given, say) for target, given in closures.items()}
    return files, manifests, chosen, observations, texts


def closure_of(target, given, say):
    """Of several people's closure manifests the one that goes by its own name: another has its digest in the name."""
    plain = [each for each in given if os.path.basename(each[0]) == f"{target}.closure.json"] or given
    _, own, statement = plain[0]
    need(all(each[1] == own for each in plain), f'there are two closure manifests of "{target}"')
    for file, other, _ in given:
        if other != own:
            say(f'passed over: {file}: it is another closure manifest of "{target}" than "{plain[0][0]}"')
    return own, statement


def judge(target, folder, signatures, policy, say):
    _, manifests, closures, observations, texts = folder
    need(target in closures, f'there is no closure manifest of "{target}"')
    closure_digest, closure = closures[target]
    check_closure(target, closure, manifests)
    say(f"{target}  {len(closure['stages'])} manifests agree down to the seed")
    if signatures is None:
        return 0, "its manifests agree; no keys were given"
    keys, at = signatures.keys, signatures.at
    for each in observations:
        each["words"] = signatures.of(texts[each["sha256"]], each["observed"])

    def signer_of(fingerprint):
        if policy is not None:
            return policy.signer(fingerprint)
        return {"type": "signer", "name": fingerprint, "fingerprint": fingerprint}

    def owner(fingerprint):
        return (policy.owner(fingerprint) if policy else None) or fingerprint

    dated = {}
    spoken = [word for each in observations for word in each["words"]]
    spoken += [word for own in (closure_digest, closure["manifest"]) for word in signatures.of(texts[own])]
    for each in observations:
        signer = signer_of(each["observer"])
        if policy is None or signer is None or "compromised" in signer:
            continue
        made = [word["made"] for word in each["words"] if counts(signer, word, at, {})]
        own = {word["file"] for word in spoken if owner(word["by"]) == owner(each["observer"])}
        for file in each["seen"] if made else []:
            if file not in own:
                dated.setdefault(file, []).append(made[0])
    heard = []
    for each in observations:
        signer = signer_of(each["observer"])
        if signer and any(counts(signer, word, at, dated) for word in each["words"]):
            heard.append(each)
        else:
            say(f"an observation for {each['observer']} does not count")

    here = {each["key"]: each for each in closure["stages"]}
    for each in heard:
        for claim in each["claims"]:
            own = here.get(claim["key"])
            if own is not None and own["tree"] != claim["tree"]:
                return 4, f'disputed: {owner(each["observer"])} signed another tree of "{own["stage"]}" for the same key'
    if policy is None:
        words = signatures.of(texts[closure_digest]) + signatures.of(texts[closure["manifest"]])
        bad = [word["bad"] for word in words if word["bad"] is not None]
        if bad:
            return 1, f"a signature is not good: {bad[0]}"
        signed = all(signatures.of(texts[own]) for own in (closure_digest, closure["manifest"]))
        seen = any(closure_digest == each["closure"] for each in heard)
        return (0, "no policy was given; all signatures are good") if signed or seen else (1, "it is not signed")
    if "quorum" not in policy.once and not policy.stages:
        return 1, "not accepted: the policy asks for nothing but what a repository's history shows"
    if policy.once.get("expires", at + 1) <= at:
        return 1, "not accepted: the policy has expired"

    def signed(signer, own):
        if signer["fingerprint"] not in keys.fingerprints:
            return False
        if own in texts and any(counts(signer, word, at, dated) for word in signatures.of(texts[own])):
            return True
        return any(
            each["observer"] == signer["fingerprint"]
            and (each["closure"] == own or any(claim["manifest"] == own for claim in each["claims"]))
            for each in heard
        )

    missing, rule = [], policy.once.get("opaque")
    for kind, name, value in manifests[closure["manifest"]]["opaque"] if rule else []:
        if kind != "seed" and not (rule["files"] if kind == "opaque" else (name, value) in rule["bridges"]):
            missing.append(f"what is not from source: {name}")
    if "quorum" in policy.once:
        for name, own in ((f"{target}.closure.json", closure_digest), (f"{target}.json", closure["manifest"])):
            if not weigh(policy.once["quorum"], lambda signer: signed(signer, own)):
                missing.append(f'signatures of "{name}"')
    weakest = None
    for stage in closure["stages"] if policy.stages or heard else []:
        claims = [
            (each["observer"], claim["built"])
            for each in heard
            for claim in each["claims"]
            if claim["key"] == stage["key"] and claim["tree"] == stage["tree"]
        ]
        builders = {owner(observer) for observer, built in claims if built}
        if weakest is None or len(builders) < len(weakest[1]):
            weakest = (stage["stage"], builders)
        if not policy.stages:
            continue
        rule = policy.rule(stage["stage"])
        if rule is None:
            missing.append(f'a line of the policy for "{stage["stage"]}"')
            continue

        def did(signer):
            own = [built for observer, built in claims if observer == signer["fingerprint"]]
            if rule["deed"] == "signed":
                # The target's manifest and the closure's are those whose signatures are read.
                return bool(own) or signed(signer, closure_digest) or (
                    stage["manifest"] == closure["manifest"] and signed(signer, stage["manifest"])
                )
            if not any(own):
                return False
            if rule["deed"] == "built":
                return True
            return any(built and built["evidence"] for built in own) and any(
                built and signer["fingerprint"] in built["confirms"] and owner(observer) != owner(signer["fingerprint"])
                for observer, built in claims
            )

        satisfied = weigh(rule["node"], did)
        counting = {signer["fingerprint"] for signer in signers_of(rule["node"]) if did(signer)}
        for trait, least in rule["diversity"].items():
            machines = [
                (built["machine"], observer)
                for observer, built in claims
                if built and observer in counting and not contradicts(built["machine"])
            ]
            if trait == "interpreted":
                found = {owner(observer) for machine, observer in machines if machine["executor"] == "interpreter"}
            else:
                found = {machine[TRAITS[trait]] for machine, _ in machines}
            satisfied = satisfied and len(found) >= least
        if not satisfied:
            missing.append(f'what is asked for "{stage["stage"]}"')
    weak = "" if weakest is None else f'; the weakest stage is "{weakest[0]}", built by {len(weakest[1])} ({", ".join(sorted(weakest[1])) or "nobody"})'
    if missing:
        shown = ", ".join(missing[:5]) + (f" and {len(missing) - 5} more" if len(missing) > 5 else "")
        return 1, f"not accepted: there is not enough for {shown}{weak}"
    return 0, f"accepted: the policy is satisfied{weak}"


def read_policy(path):
    with open(path, "rb") as stream:
        try:
            return Policy(stream.read().decode("utf-8"))
        except Fault as fault:
            raise Fault(f"{path}: {fault}")


def usage():
    print(__doc__, file=sys.stderr)
    sys.exit(2)


def arguments(words):
    options, folders = {}, []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word == "--policy" and rest:
            options.setdefault("policy", []).append(rest.pop(0))
        elif word in ("--keys", "--target", "--at") and rest:
            options[word[2:]] = rest.pop(0)
        elif word.startswith("-"):
            usage()
        else:
            folders.append(word)
    if not folders and "policy" not in options:
        usage()
    return options, folders


def main(words):
    options, folders = arguments(words)
    try:
        at = policy_time(options["at"]) if "at" in options else datetime.now(timezone.utc).timestamp()
        policies = [read_policy(path) for path in options.get("policy", [])]
        if not folders:
            print(f"well formed: {len(policies)} of {len(policies)}")
            return 0
        keys = Keys(options["keys"]) if "keys" in options else None
    except (OSError, UnicodeError, Fault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    codes = []
    try:
        folder = read_folders(folders, print)
        signatures = None if keys is None else Signatures(folder[0], keys, at)
        for target in [options["target"]] if "target" in options else sorted(folder[2]):
            for policy in policies or [None]:
                try:
                    code, line = judge(target, folder, signatures, policy, print)
                except Fault as fault:
                    code, line = 1, f"not accepted: {fault}"
                codes.append(code)
                print(f"{target}  {line}")
    except (OSError, Fault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1
    if not codes:
        print("error: there is no closure manifest", file=sys.stderr)
        return 1
    return 4 if 4 in codes else max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
