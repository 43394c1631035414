#!/usr/bin/env python3
"""A second verifier of the history of recipes, which shares no line with fromseed.

    python3 verify/history.py --keys KEYS [--policy POLICY] [--at TIME] [--repository FOLDER] [OLD..NEW | NEW]

It judges each commit that changes what the policy in the tree guards, as src/history/HISTORY.md says: signed by
somebody whom the policy asks for, and merged by somebody else. It requires Python 3.9, git 2.39, gpgv and ssh-keygen,
and the policies of verify/verify.py beside it. Where it and fromseed differ, one of the two is wrong; test/history/
compares them. Where it cannot know (a key that was retired, or one of SSH with limits), it refuses.

A line for each commit that is not accepted, `COMMIT CODE`, and one that closes. Exit codes: 0 accepted; 1 not, or
objects are missing or damaged; 2 the command line or the form of a file.
"""

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from datetime import datetime, timezone

from verify import (
    Fault, Keys, Policy, counts, files_of, need, policy_time, read_policy, signers_of, voters_of, weigh
)

POLICY_PATH = b"history-policy.txt"
A_DAY = 86_400
MOST_PARENTS = 64
LATEST = 253_402_300_799
FOLDER = b"40000"
NAME = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z")


class Unusable(Exception):
    """What keeps a history from being judged at all."""


# ---- git's objects, by their names ----------------------------------------------------------------------


def line_of(path):
    """The first line of a small file; empty where there is none. A fifo or a device is not read."""
    if not os.path.isfile(path):
        return ""
    with open(path, "rb") as stream:
        return stream.readline(4096).decode("utf-8", "surrogateescape").rstrip("\r\n")


def find_repository(folder):
    """(its own folder, the one that worktrees share), by its files: to ask git there could run what that is set to."""
    inside = os.path.join(folder, ".git")
    link = re.match(r"gitdir: (.+)", line_of(inside))
    own = inside if os.path.isdir(inside) else os.path.join(folder, link[1].strip()) if link else folder
    shared = os.path.join(own, line_of(os.path.join(own, "commondir")) or ".")
    need(os.path.isdir(os.path.join(shared, "objects")), f"no repository is in {folder}")
    return own, shared


def references(shared):
    """The names of objects by names of references, but for replacements."""
    found, packed = {}, os.path.join(shared, "packed-refs")
    if os.path.isfile(packed):
        with open(packed, "r", encoding="utf-8", errors="surrogateescape") as stream:
            found = {words[1]: words[0] for words in map(str.split, stream) if len(words) == 2}
    for folder, _, names in os.walk(os.path.join(shared, "refs")):
        for name in names:
            path = os.path.join(folder, name)
            found[os.path.relpath(path, shared)] = line_of(path)
    plain = re.compile(r"refs/(?!replace/)[A-Za-z0-9._@+/-]+\Z")
    return {name: value for name, value in found.items() if plain.match(name) and NAME.match(value)}


class Git:
    """Asks git for objects in a repository of our own, so that nothing else of the other has a say."""

    def __init__(self, folder):
        self.scratch = tempfile.TemporaryDirectory(prefix="fromseed-verify-")
        own = self.scratch.name
        private, shared = find_repository(folder)
        head, known = line_of(os.path.join(private, "HEAD")), references(shared)
        head = known.get(head[5:].strip(), head) if head.startswith("ref: ") else head
        kind = "sha256" if any(len(each) == 64 for each in [head, *known.values()]) else "sha1"
        self.env = {
            "PATH": os.environ.get("PATH", ""), "LC_ALL": "C", "HOME": own, "GIT_DIR": own,
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null", "GIT_ATTR_NOSYSTEM": "1",
            "GIT_NO_REPLACE_OBJECTS": "1", "GIT_GRAFT_FILE": "/dev/null", "GIT_NO_LAZY_FETCH": "1",
        }
        subprocess.run(["git", "init", "-q", "--bare", f"--object-format={kind}", own], env=self.env, check=True)
        for name, content in (
            ("objects/info/alternates", os.path.abspath(os.path.join(shared, "objects")) + "\n"),
            ("packed-refs", "".join(f"{known[each]} {each}\n" for each in sorted(known))),
            ("HEAD", (head if NAME.match(head) else "ref: refs/heads/none") + "\n"),
        ):
            with open(os.path.join(own, name), "w", encoding="utf-8", errors="surrogateescape") as stream:
                stream.write(content)
        self.batch = subprocess.Popen(
            ["git", "cat-file", "--batch"], env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self.kept, self.policies = {}, {}

    def commit(self, name):
        words = ["git", "rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}"]
        run = subprocess.run(words, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=False)
        need(run.returncode == 0, f"{name!r} names no commit")
        return run.stdout.decode().strip()

    def read(self, kind, name):
        """The content of an object, digested again; None where it is not there."""
        if (kind, name) in self.kept:
            return self.kept[kind, name]
        self.batch.stdin.write(name.encode() + b"\n")
        self.batch.stdin.flush()
        head = self.batch.stdout.readline().split()
        if len(head) != 3:
            return None
        content = self.batch.stdout.read(int(head[2]) + 1)[:-1]
        own = hashlib.new("sha1" if len(name) == 40 else "sha256", b"%s %d\0" % (kind.encode(), len(content)) + content)
        if head[1].decode() != kind or own.hexdigest() != name:
            raise Unusable(f"{kind} {name} is another object")
        if kind != "blob":
            self.kept[kind, name] = content
        return content

    def must(self, kind, name):
        content = self.read(kind, name)
        if content is None:
            raise Unusable(f"{kind} {name} is not in the repository")
        return content

    def merge(self, parents):
        """The tree that git makes of commits, each merged onto what the ones before gave."""
        ours = parents[0]
        for at, theirs in enumerate(parents[1:], 1):
            words = ["merge-tree", "--write-tree", "--allow-unrelated-histories", "--no-messages", ours, theirs]
            settings = ["-c", "merge.renames=true", "-c", "merge.directoryRenames=conflict"]
            run = subprocess.run(["git", *settings, *words], env=self.env, stdout=subprocess.PIPE, check=False)
            if run.returncode not in (0, 1):
                raise Unusable(f"git cannot merge {ours} and {theirs}")
            tree = run.stdout.decode().split("\n")[0]
            if at + 1 < len(parents):
                who = {f"GIT_{each}_{what}": "x" for each in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
                made = ["git", "commit-tree", tree, "-p", ours, "-p", theirs, "-m", "x"]
                run = subprocess.run(made, env={**self.env, **who}, stdout=subprocess.PIPE, check=True)
                ours = run.stdout.decode().strip()
        return tree


def read_commit(name, content):
    """Its tree, parents, committer's time, signature and what that is over; a Fault where readers would differ."""
    head, _, _ = content.partition(b"\n\n")
    end = len(head) + 1
    head = content[:end]
    need(head.endswith(b"\n") and b"\0" not in head, "its headers break their form")
    headers = []
    for line in head[:-1].split(b"\n"):
        if line.startswith(b" "):
            need(headers, "it begins with the end of a header")
            headers[-1][1] += b"\n" + line[1:]
            headers[-1][2] += line + b"\n"
        else:
            key, _, value = line.partition(b" ")
            headers.append([key, value, line + b"\n"])
    names = [key for key, _, _ in headers]
    digits = re.compile(rb"[0-9a-f]{%d}\Z" % len(name))
    need(names[:1] == [b"tree"] and digits.match(headers[0][1]), "it does not begin with its tree")
    at = 1
    while names[at : at + 1] == [b"parent"]:
        at += 1
    parents = [value for _, value, _ in headers[1:at]]
    need(all(map(digits.match, parents)) and len(set(parents)) == len(parents), "its parents are no commits")
    need(names[at : at + 2] == [b"author", b"committer"], "it has no author or no committer after its parents")
    rest = names[at + 2 :]
    need(not {b"tree", b"parent", b"author", b"committer"} & set(rest), "a fixed header is out of place")
    for each in (b"gpgsig", b"gpgsig-sha256"):
        need(rest.count(each) < 2, "it has two signatures of one kind")
    time = re.search(rb">[ ]?(\d{1,11}) [+-]\d{4}\Z", headers[at + 1][1])
    own = b"gpgsig" if len(name) == 40 else b"gpgsig-sha256"
    kept = b"".join(text for key, _, text in headers if key not in (b"gpgsig", b"gpgsig-sha256"))
    return {
        "name": name,
        "tree": headers[0][1].decode(),
        "parents": [each.decode() for each in parents],
        "time": min(int(time[1]), LATEST) if time else None,
        "signature": next((value for key, value, _ in headers[at + 2 :] if key == own), None),
        "signed": kept + content[end:],
    }


def read_tree(name, content):
    entries, at, size = {}, 0, len(name) // 2
    while at < len(content):
        found = re.compile(rb"([0-7]{5,6}) ([^/\0]+)\0").match(content, at)
        if not found or found[2] in entries or found.end() + size > len(content):
            raise Unusable(f"tree {name} breaks its form")
        at = found.end() + size
        entries[found[2]] = (found[1], content[found.end() : at].hex())
    return entries


def differences(git, before, after, wanted, folder=b""):
    """(path, entry after or None) of what differs, in folders that are wanted."""
    if before == after:
        return
    left, right = ({} if each is None else read_tree(each, git.must("tree", each)) for each in (before, after))
    for name in left.keys() | right.keys():
        was, now, path = left.get(name), right.get(name), folder + name
        if was == now:
            continue
        inner = [each[1] if each and each[0] == FOLDER else None for each in (was, now)]
        if any(inner) and wanted(path + b"/"):
            yield from differences(git, *inner, wanted, path + b"/")
        plain = [each if each and each[0] != FOLDER else None for each in (was, now)]
        if any(plain) and (wanted(path) or wanted(path + b"/")):
            yield path, plain[1]


# ---- What is guarded, and by which policy ---------------------------------------------------------------


def covers(guarded, path):
    inside = guarded.endswith(b"/") and path.startswith(guarded)
    return guarded in (b"*", path) or inside or guarded.startswith(path + b"/")


class Guarded:
    def __init__(self, policy):
        lines = [{**each, "paths": [path.encode() for path in each["paths"]]} for each in policy.paths]
        self.lines, self.own = lines, lines
        if "changes" in policy.once:
            node = policy.once["changes"]
            several = len({each["name"] for each in voters_of(node)}) > 1
            self.own = [{"node": node, "care": "reviewed" if several else "signed"}]

    def rules(self, path):
        if path == POLICY_PATH:
            return self.own
        return [each for each in self.lines if any(covers(guarded, path) for guarded in each["paths"])][:1]

    def wants(self, path):
        if not path.endswith(b"/"):
            return bool(self.rules(path))
        named = [guarded for each in self.lines for guarded in each["paths"]]
        return any(covers(guarded, path) or guarded.startswith(path) for guarded in named)


def kept_policy(git, commit):
    """The name and the policy of a commit's tree; "broken" or None in place of the policy."""
    entry = read_tree(commit["tree"], git.must("tree", commit["tree"])).get(POLICY_PATH)
    if entry is None:
        return None, None
    if entry not in git.policies:
        git.policies[entry] = "broken"
        try:
            need(entry[0].startswith(b"100"), "it is no file")
            policy = Policy(git.must("blob", entry[1]).decode("utf-8", "replace"))
            need(policy.paths, "it has no paths line")
            git.policies[entry] = policy
        except Fault:
            pass
    return entry[1], git.policies[entry]


# ---- The order in which a history is judged -------------------------------------------------------------


def load(git, tips):
    commits, waiting, missing = {}, list(tips), set()
    while waiting:
        name = waiting.pop()
        if name in commits or name in missing:
            continue
        content = git.read("commit", name)
        if content is None:
            missing.add(name)
            continue
        try:
            commits[name] = read_commit(name, content)
        except Fault as fault:
            raise Unusable(f"commit {name}: {fault}")
        waiting += commits[name]["parents"]
    if missing:
        raise Unusable(f"{sorted(missing)[0]} is not in the repository")
    return commits


def first_parents(commits, name, ends):
    line = []
    while name is not None and name not in ends:
        line.append(name)
        name = next(iter(commits[name]["parents"]), None)
    return line


def steps_of(commits, tip, seen):
    """(commit, commit of the main branch, merges by which it came, the innermost first); parents come first."""
    steps, walks = [], [{"line": first_parents(commits, tip, seen), "through": [], "main": None, "parent": 1}]
    while walks:
        walk = walks[-1]
        if not walk["line"]:
            walks.pop()
            continue
        name = walk["line"][-1]
        parents, at = commits[name]["parents"], walk["parent"]
        walk["parent"] += 1
        if at < len(parents):
            if parents[at] not in seen:
                inner = {"line": first_parents(commits, parents[at], seen), "parent": 1}
                walks.append({**inner, "through": [name, *walk["through"]], "main": walk["main"] or name})
            continue
        walk["line"].pop()
        walk["parent"] = 1
        seen.add(name)
        steps.append((name, walk["main"] or name, walk["through"]))
    return steps


# ---- Who signed, and when -------------------------------------------------------------------------------


class Words:
    """The signatures of commits, by gpgv and ssh-keygen, each asked about once."""

    def __init__(self, keys, at):
        self.keys, self.at, self.kept = keys, at, {}
        self.file = os.path.join(keys.directory.name, "signature")

    def of(self, commit):
        name = commit["name"]
        if name not in self.kept:
            self.kept[name] = [{**each, "file": name} for each in self.judged(commit)]
        return self.kept[name]

    def judged(self, commit):
        armor = rb"^-----BEGIN ((?:PGP|SSH) (?:SIGNATURE|MESSAGE))-----.*?^-----END \1-----"
        for block in re.finditer(armor, commit["signature"] or b"", re.S | re.M):
            with open(self.file, "wb") as stream:
                stream.write(block[0] + b"\n")
            for by, made, bad in self.keys.verdicts(commit["signed"], self.file, self.at, "git"):
                yield {"by": by, "made": commit["time"] if made is None else made, "bad": bad}


class Times:
    """How signatures count under a policy, by what the order of commits proves of their times."""

    def __init__(self, policy, commits, words, at):
        self.policy, self.commits, self.words, self.at = policy, commits, words, at
        self.latest, self.dated = {}, {}

    def note(self, steps):
        if any("compromised" in each for each in self.signers()):
            self.date(steps)
        for name, _, _ in steps:
            own = [self.parents_latest(name)]
            for word in self.words.of(self.commits[name]):
                signer = self.policy.signer(word["by"])
                if signer and self.count(signer, name, word):
                    own.append(word["made"])
            times = [each for each in own if each is not None]
            if times:
                self.latest[name] = max(times)

    def signers(self):
        return [each for each in self.policy.nodes.values() if each["type"] == "signer"]

    def parents_latest(self, name):
        return max((self.latest[each] for each in self.commits[name]["parents"] if each in self.latest), default=None)

    def count(self, signer, name, word):
        if not counts(signer, word, self.at, self.dated):
            return False
        before = self.parents_latest(name)
        return before is None or word["made"] + A_DAY >= before

    def safe(self, signer):
        owner = self.policy.owner(signer["fingerprint"])
        return all("compromised" not in each for each in signers_of(self.policy.nodes[owner]))

    def date(self, steps):
        """A descendant, by somebody none of whose keys was compromised, dates a commit."""
        earliest = {}
        for name, _, _ in reversed(steps):
            dating = own = earliest.get(name)
            if dating is not None:
                self.dated[name] = [dating]
            for word in self.words.of(self.commits[name]):
                signer = self.policy.signer(word["by"])
                if signer and self.safe(signer) and counts(signer, word, self.at, {}):
                    own = word["made"] if own is None else min(own, word["made"])
            for parent in self.commits[name]["parents"] if own is not None else []:
                earliest[parent] = min(own, earliest.get(parent, own))


def refusal(names, rule, is_merge, times):
    """The code of what is not as the rule asks of a commit, the first of the names, and of its merges; or None."""

    def done(signer, among):
        return any(
            word["by"] == signer["fingerprint"] and times.count(signer, name, word)
            for name in among
            for word in times.words.of(times.commits[name])
        )

    def voters(among):
        every = {each["name"]: each for each in voters_of(rule["node"])}
        return {name for name, each in every.items() if any(done(signer, among) for signer in signers_of(each))}

    authors = voters(names[:1])
    if not authors:
        return "history-unsigned"
    seen_by_two = len(authors | (voters(names[-1:]) if len(names) > 1 else set())) > 1
    if weigh(rule["node"], lambda signer: done(signer, names)) and (rule["care"] == "signed" or seen_by_two):
        return None
    return "history-merge" if is_merge and len(voters(names)) == 1 else "history-unreviewed"


# ---- The verdict ----------------------------------------------------------------------------------------


def own_changes(git, commits, name, guards):
    commit = commits[name]
    parents = commit["parents"]
    if not 2 <= len(parents) <= MOST_PARENTS:
        before = commits[parents[0]]["tree"] if parents else None
    elif any(any(differences(git, commits[each]["tree"], commit["tree"], guards.wants)) for each in parents):
        before = git.merge(parents)
    else:
        return []
    return list(differences(git, before, commit["tree"], guards.wants))


def judge(git, tip, base, words, policy, say):
    commits = load(git, [tip] if base is None else [tip, base])
    line = first_parents(commits, tip, {base})
    if base is not None and line and commits[line[-1]]["parents"][:1] != [base]:
        raise Unusable(f"first parents do not lead from {tip} to {base}")
    judging, last, ending = {}, (None, policy), None
    if policy is None and base is not None:
        last = kept_policy(git, commits[base])
        if last[1] == "broken":
            raise Unusable(f"the policy of {base} cannot be read")
    for name in reversed(line):
        judging[name] = last[1]
        own = (None, policy) if policy is not None else kept_policy(git, commits[name])
        if isinstance(own[1], Policy):
            last = own
        elif last[1] is not None and name == tip:
            ending = tip
    if line and last[1] is None:
        raise Unusable("no tree of it keeps a policy")
    seen, waiting = set(), [] if base is None else [base]
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += commits[name]["parents"]
    steps, refused, times = steps_of(commits, tip, seen), [], None
    guarded = accepted = 0
    for name, main, through in steps:
        own = judging[main]
        if own is None:
            continue
        if times is None or times.policy is not own:
            times = Times(own, commits, words, words.at)
            times.note(steps)
        guards = Guarded(own)
        changes = own_changes(git, commits, name, guards)
        if not changes:
            continue
        guarded += 1
        rules = {id(rule): rule for path, _ in changes for rule in guards.rules(path)}
        is_merge = len(commits[name]["parents"]) > 1
        codes = [refusal([name, *through], rule, is_merge, times) for rule in rules.values()]
        if any(after and int(after[0], 8) & 0o170000 == 0o160000 for _, after in changes):
            codes.append("history-submodule")
        found = [code for code in codes if code is not None]
        refused += [(name, code) for code in found]
        accepted += not found
    if ending is not None:
        refused.append((ending, "history-policy"))
    for name, code in refused:
        say(f"{name} {code}")
    over = last[1] is not None and last[1].once.get("expires", words.at + 1) <= words.at
    say(f"{'not accepted' if refused or over else 'accepted'}: {guarded} changes, {accepted} accepted")
    return 1 if refused or over else 0


def has_limits(path):
    """Whether a file of SSH keys limits what they sign: that is not read here."""
    with open(path, "rb") as stream:
        lines = stream.read().decode("latin-1").splitlines()
    options = r"\b(?:cert-authority|namespaces=|valid-after=|valid-before=)"
    return any(" AAAA" in each and re.search(options, each, re.I) for each in lines if not each.startswith("#"))


def main(words):
    options, ranges = {"repository": "."}, []
    rest = list(words)
    while rest:
        word = rest.pop(0)
        if word in ("--keys", "--policy", "--at", "--repository") and rest:
            options[word[2:]] = rest.pop(0)
        elif word.startswith("-"):
            ranges += [None, None]
        else:
            ranges.append(word)
    if len(ranges) > 1 or "keys" not in options:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        at = policy_time(options["at"]) if "at" in options else datetime.now(timezone.utc).timestamp()
        policy = read_policy(options["policy"]) if "policy" in options else None
        need(policy is None or policy.paths, "the policy has no paths line")
        limited = any(map(has_limits, files_of([options["keys"]])))
        need(not limited, "an SSH key has limits, which are not read here")
        keys = Keys(options["keys"])
        git = Git(options["repository"])
        old, dots, new = (ranges[0] if ranges else "HEAD").partition("..")
        ends = [git.commit(each or "HEAD") for each in (old, new)]
    except (OSError, UnicodeError, Fault) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 2
    try:
        tip, base = (ends[1], ends[0]) if dots else (ends[0], None)
        return judge(git, tip, base, Words(keys, at), policy, print)
    except (Unusable, RecursionError) as fault:
        print(f"error: {fault}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
