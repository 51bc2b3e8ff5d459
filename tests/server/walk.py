"""The server's README followed word for word in a fresh Debian root: `python -m tests.server.walk ROOT [checkout]`, as
root.

ROOT is what `debootstrap --variant=minbase bookworm ROOT` has made. Each block is run as whoever it names, in a chroot;
people are users with homes of their own. No systemd runs there: units are held to `systemd-analyze verify` and
`security`, and what `systemctl` would start is started from the unit's own lines, at 127.0.0.1 instead of every
address. What hands a file from one person to another is done here, and said.
"""

from __future__ import annotations

import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.server.blocks import Block, blocks

NAMES = "127.0.0.1 localhost boards.acme.example boards2.acme.example\n"
HANDED = {"ana": "root/ana.token", "lea": "root/lea.token", "raj": "home/ana/raj.code", "zoe": "home/ana/zoe.code"}
"""What somebody is given by another one before they begin, where it is there."""
PASSED_ON = {
    "SSL_CERT_FILE": "",
    "LANG": "C.UTF-8",
    "PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
}


class Walk:
    """One fresh root."""

    def __init__(self, root: Path, checkout: Path) -> None:
        self.root, self.server, self.failed = root, None, 0
        (root / "etc/hosts").write_text(NAMES)
        for name in ("resolv.conf", "pip.conf"):
            if Path("/etc", name).exists():
                shutil.copy(Path("/etc", name), root / "etc" / name)
        ours = root / "usr/local/share/ca-certificates"
        ours.mkdir(parents=True, exist_ok=True)
        for file in Path("/usr/local/share/ca-certificates").glob("*.crt"):  # whom this machine's own network trusts
            shutil.copy(file, ours)
        subprocess.run(["git", "clone", "-q", checkout, root / "root/kanban"], check=True)
        for place in ("proc", "dev"):
            subprocess.run(["mount", "--rbind", "--make-rslave", f"/{place}", root / place], check=True)
        for words in (
            "apt-get update -qq",
            "apt-get install -y -qq systemd procps ca-certificates",
        ):  # every real server has them
            print(self.do(words).returncode, words, flush=True)

    def close(self) -> None:
        """Leave nothing running or mounted."""
        self.stop()
        self.do("! command -v pg_ctlcluster || pg_ctlcluster 15 main stop -m fast")
        for place in ("proc", "dev"):
            subprocess.run(["umount", "-l", self.root / place], check=False)

    def do(self, words: str, user: str = "root") -> subprocess.CompletedProcess[str]:
        """Run shell lines as somebody, in their home."""
        home = "/root" if user == "root" else f"/home/{user}"
        login = f"cd {'/' if user == 'postgres' else home}; export PATH=$PATH:$HOME/.local/bin\n{words}"
        program = (
            ["bash", "-ec", login] if user == "root" else ["su", "-s", "/bin/bash", user, "-c", f"set -e; {login}"]
        )
        env = PASSED_ON | {"HOME": home, "DEBIAN_FRONTEND": "noninteractive"}
        return subprocess.run(
            ["chroot", self.root, *program],
            env={k: v for k, v in env.items() if v},
            capture_output=True,
            text=True,
            check=False,
        )

    def step(self, block: Block) -> None:
        """Do one block, and say how it went."""
        if block.kind == "file":
            file = self.root / block.whose.lstrip("/")
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block.text)
            self.say(block, f"wrote {block.whose}")
        elif block.whose == "systemd":
            self.systemd(block)
        else:
            people = ["ana2", "raj", "zoe"] if block.whose == "everybody" else [block.whose]
            people = ["ana", "raj", "zoe"] if block.whose == "everybody" and not self.there("ana2") else people
            for person in people:
                user = "ana2" if person.startswith("ana on") else person
                self.hand(user)
                ran = self.do(block.text, user)
                self.say(block, f"{user}: {ran.returncode}", ran)

    def there(self, user: str) -> bool:
        return (self.root / "home" / user).exists()

    def hand(self, user: str) -> None:
        if user in {"root", "postgres"}:
            return
        if not self.there(user):
            self.do(f"useradd -m -s /bin/bash {user}")
            if user != "ana":  # a machine of their own has the program already
                print(
                    "   ",
                    user,
                    "pipx install:",
                    self.do("pipx install /srv/kanban/joint_kanban-*.whl", user).returncode,
                )
        source = self.root / HANDED[user.rstrip("2")]
        if source.exists():
            target = self.root / "home" / user / source.name
            shutil.copy(source, target)
            target.chmod(0o600)
            self.do(f"chown {user}: {Path('/home', user, source.name)}")

    def systemd(self, block: Block) -> None:
        units = sorted((self.root / "etc/systemd/system").glob("kanban*"))
        for name in (unit.name for unit in units):
            ran = subprocess.run(
                ["systemd-analyze", f"--root={self.root}", "verify", name], capture_output=True, text=True, check=False
            )
            ours = "\n".join(line for line in ran.stderr.splitlines() if "kanban" in line)
            self.say(block, f"verify {name}: {ran.returncode} {ours}")
            if name.endswith(".service"):
                ran = subprocess.run(
                    ["systemd-analyze", f"--root={self.root}", "security", "--offline=true", name],
                    capture_output=True, check=False, text=True,
                    env={"SYSTEMD_COLORS": "0", "PATH": "/usr/bin", "LANG": "C"},
                )  # fmt: skip
                self.say(block, (ran.stdout or ran.stderr).strip().splitlines()[-1])
        if re.search(r"(stop|restart) kanban\n", block.text):
            self.stop()
        if re.search(r"(start|now) kanban\n", block.text):
            self.start()
            self.say(block, "started from the unit's own ExecStart, at 127.0.0.1")

    def start(self) -> None:
        unit = (self.root / "etc/systemd/system/kanban.service").read_text()
        words = re.search(r"^ExecStart=(.*)$", unit, re.MULTILINE)[1].replace("0.0.0.0", "127.0.0.1")
        more = self.root / "etc/kanban/environment"
        env = PASSED_ON | {"KANBAN_HOME": "/var/lib/kanban"}
        if more.exists():
            env |= dict(line.split("=", 1) for line in more.read_text().split())
        command = f"umask 077; exec setpriv --reuid kanban --regid kanban --clear-groups --no-new-privs {words}"
        self.server = subprocess.Popen(
            ["chroot", self.root, "bash", "-c", command],
            env={k: v for k, v in env.items() if v}, stdout=subprocess.PIPE,
            stderr=(self.root / "var/log/kanban").open("a"), text=True,
        )  # fmt: skip
        print("   ", self.server.stdout.readline().strip())

    def stop(self) -> None:
        if self.server is not None:
            self.server.send_signal(signal.SIGTERM)
            since = time.monotonic()
            self.server.wait(20)
            print(f"    stopped after {time.monotonic() - since:.1f} s")
            self.server = None

    def say(self, block: Block, said: str, ran: subprocess.CompletedProcess[str] | None = None) -> None:
        print(f"[{block.heading}] {said}", flush=True)
        if ran is not None:
            self.failed += ran.returncode != 0
            for line in [*ran.stdout.splitlines()[-6:], *ran.stderr.splitlines()[-6:]]:
                print("   ", line, flush=True)


def main(root: str, checkout: str = ".") -> int:
    """Follow the README; returns how many steps failed."""
    walk = Walk(Path(root).resolve(), Path(checkout).resolve())
    try:
        for block in blocks():
            walk.step(block)
            match block.heading, block.whose:
                case "Restore", "root":
                    print("and once more:")
                    walk.step(block)
                    print(walk.do("ls -l /var/backups/kanban").stdout)
                    for person in ("ana", "raj", "zoe"):
                        print(person, walk.do("kanban sync && kanban list", person))
                case "PostgreSQL and back", "root" if "apt-get" in block.text:
                    print(walk.do("pg_ctlcluster 15 main start"))
        walk.do("chmod 0644 ~/acme-ca/ca.pem")
        before = walk.do(
            "openssl s_client -connect boards2.acme.example:8471 </dev/null 2>/dev/null | openssl x509 -noout -serial"
        )
        walk.do("~/acme-ca/renew-boards")
        walk.server.send_signal(signal.SIGHUP)
        time.sleep(1)
        after = walk.do(
            "openssl s_client -connect boards2.acme.example:8471 </dev/null 2>/dev/null | openssl x509 -noout -serial"
        )
        print("the certificate was renewed and read again:", before.stdout.strip(), "→", after.stdout.strip())
        for person in ("ana2", "raj", "zoe", "lea"):
            ran = walk.do("kanban sync; kanban status; kanban member list; kanban doctor | tail -3", person)
            print(person, shlex.quote(ran.stdout + ran.stderr))
    finally:
        walk.close()
    print(f"{walk.failed} steps failed")
    return walk.failed


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
