// Runs inside a sandbox, under Node, and does what its first argument names. Prints one line of JSON.
// Must never fail by itself: what is refused is part of the answer.

import { spawn, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as os from "node:os";

/** The value of a call, or the code of the error that it throws. */
function attempt(call) {
  try {
    return call();
  } catch (error) {
    return error.code ?? String(error);
  }
}

function connect(options) {
  return new Promise((resolve) => {
    const socket = net.connect(options);
    socket.on("connect", () => resolve("connected"));
    socket.on("error", (error) => resolve(error.code));
  });
}

const [, , probe, ...rest] = process.argv;
const probes = {
  async see() {
    const read = (path) => attempt(() => fs.readdirSync(path).sort());
    const text = (path) => attempt(() => fs.readFileSync(path, "latin1"));
    return {
      top: read("/"),
      dev: read("/dev"),
      src: read("/src"),
      absent: ["/etc", "/home", "/root", "/usr", "/sys", "/run", "/var", "/mnt"].map((path) => attempt(() => fs.existsSync(path))),
      environment: process.env,
      directory: process.cwd(),
      umask: process.umask(),
      user: [process.getuid(), process.geteuid(), process.getgid(), process.getegid()],
      groups: process.getgroups(),
      name: attempt(() => os.userInfo().username),
      host: os.hostname(),
      cores: os.availableParallelism(),
      pid: process.pid,
      parent: process.ppid,
      interfaces: Object.keys(os.networkInterfaces()),
      zone: [Intl.DateTimeFormat().resolvedOptions().timeZone, new Date(0).getTimezoneOffset()],
      input: attempt(() => fs.readFileSync(0).length),
      processes: read("/proc").filter?.((name) => /^\d+$/.test(name)),
      descriptors: attempt(() => fs.readdirSync("/proc/self/fd").map((name) => attempt(() => fs.readlinkSync(`/proc/self/fd/${name}`))).filter((target) => !/^(anon_inode|EINVAL|ENOENT)/.test(target)).map((target) => target.replace(/\d+/, "N"))),
      reopened: attempt(() => (fs.writeFileSync("/dev/stdout", "through /dev/stdout\n"), "written")),
      mounts: text("/proc/self/mountinfo"),
      status: text("/proc/self/status"),
      limits: text("/proc/self/limits"),
      cgroup: text("/proc/self/cgroup"),
      reaper: read("/proc/1"),
      reaperProgram: attempt(() => fs.readFileSync("/proc/1/exe").length),
      reaperEnvironment: text("/proc/1/environ"),
    };
  },
  async proc() {
    // What of /proc is not a process's: which files tell something; which of all open for writing, or let their mode be
    // set. Nothing is written, and no mode becomes another.
    const { O_RDONLY, O_WRONLY, O_RDWR, O_NONBLOCK } = fs.constants;
    const seen = { telling: [], writable: [], settable: [], links: [] };
    const opens = (path, flags, use) => {
      let file;
      try {
        file = fs.openSync(path, flags | O_NONBLOCK);
        return use(file);
      } catch {
        return false;
      } finally {
        if (file !== undefined) fs.closeSync(file);
      }
    };
    const walk = (directory) => {
      for (const entry of attempt(() => fs.readdirSync(directory, { withFileTypes: true }))) {
        const path = `${directory}/${entry.name}`;
        const ofProcess = /^\/proc\/(?!1\b)\d+/.test(path);
        if (ofProcess && (entry.isSymbolicLink() || /^\/proc\/\d+\/task\/\d+$/.test(path))) continue;
        if (!entry.isSymbolicLink() && attempt(() => (fs.chmodSync(path, fs.statSync(path).mode), "set")) === "set") seen.settable.push(path);
        if (entry.isSymbolicLink()) seen.links.push([path, fs.readlinkSync(path).replace(/\d+/g, "N")]);
        else if (entry.isDirectory()) walk(path);
        else {
          if (!ofProcess && opens(path, O_RDONLY, (file) => fs.readSync(file, Buffer.alloc(1)) > 0)) seen.telling.push(path);
          if ([O_WRONLY, O_RDWR].some((flags) => opens(path, flags, () => true))) seen.writable.push(path);
        }
      }
    };
    walk("/proc");
    return seen;
  },
  async write() {
    const at = (path) => attempt(() => (fs.writeFileSync(path, "changed"), "written"));
    return Object.fromEntries(rest.map((path) => [path, at(path)]));
  },
  async read() {
    return Object.fromEntries(rest.map((path) => [path, attempt(() => fs.readFileSync(path, "latin1"))]));
  },
  async alter() {
    return {
      device: attempt(() => fs.chmodSync("/dev/null", 0o666)), // Were it not refused, it would reach the host's own.
      deviceTimes: attempt(() => fs.utimesSync("/dev/null", new Date(), new Date())),
      layer: attempt(() => fs.unlinkSync("/bin/node")),
      remove: attempt(() => fs.rmSync("/src/tree/gone")),
      rename: attempt(() => fs.renameSync("/src/tree/kept", "/src/tree/moved")),
      null: attempt(() => (fs.writeFileSync("/dev/null", "x"), "written")),
      zero: attempt(() => {
        const bytes = Buffer.alloc(4, 1);
        fs.readSync(fs.openSync("/dev/zero"), bytes);
        return [...bytes];
      }),
      full: attempt(() => fs.writeFileSync("/dev/full", "x")),
    };
  },
  async network() {
    const [port, name] = rest;
    const answer = {
      host: await connect({ host: "127.0.0.1", port: Number(port) }),
      abstract: await connect({ path: `\0${name}` }),
      outside: await connect({ host: "192.0.2.1", port: 80 }),
    };
    const own = net.createServer(); // Not before: it might be given the number of the host's port.
    await new Promise((resolve) => own.listen(0, "127.0.0.1", resolve));
    answer.own = await connect({ host: "127.0.0.1", port: own.address().port });
    setImmediate(() => process.exit(0));
    return answer;
  },
  async bits() {
    const mode = (path) => attempt(() => (fs.statSync(path).mode & 0o7777).toString(8));
    fs.writeFileSync("/out/plain", "");
    return {
      setUser: attempt(() => fs.chmodSync("/out/plain", 0o4755)),
      setGroup: attempt(() => fs.chmodSync("/out/plain", 0o2755)),
      byDescriptor: attempt(() => fs.fchmodSync(fs.openSync("/out/plain"), 0o6755)),
      atOpen: attempt(() => fs.openSync("/out/opened", "w", 0o4755)),
      sticky: attempt(() => (fs.chmodSync("/out/plain", 0o1755), mode("/out/plain"))),
      plain: attempt(() => (fs.chmodSync("/out/plain", 0o755), mode("/out/plain"))),
    };
  },
  async addresses() {
    return fs.readFileSync("/proc/self/maps", "latin1").split("\n").filter((line) => /stack|heap|vdso|libc|ld-/.test(line)).map((line) => line.split(" ")[0]);
  },
  async leave() {
    // Twice removed from this process and in a session of its own, as a daemon is.
    spawnSync(process.execPath, ["-e", `require("child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)", ${JSON.stringify(rest[0])}], { detached: true, stdio: "ignore" }).unref()`]);
    return "left";
  },
  async eat() {
    const held = [];
    for (;;) {
      held.push(Buffer.alloc(8 << 20, held.length + 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  async multiply() {
    for (let count = 0; count < 20; count++) spawn(process.execPath, ["-e", "setInterval(() => {}, 1e9)"], { stdio: "ignore" });
    await new Promise(() => setInterval(() => undefined, 1e9));
  },
  async fill() {
    for (let count = 0; ; count++) {
      fs.writeFileSync(`/tmp/${count}`, Buffer.alloc(1 << 20, 1));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  },
  async hoard() {
    // A file that grows after it has lost its name, and that is never larger than a tenth of what is written.
    for (let count = 0; ; count++) {
      const file = fs.openSync("/tmp/nameless", "w");
      fs.unlinkSync("/tmp/nameless");
      fs.writeSync(file, Buffer.alloc(2 << 20, 1));
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },
  async wait() {
    process.stdout.write("waiting\n");
    await new Promise(() => setInterval(() => undefined, 1e9));
  },
  async burn() {
    for (let used = process.cpuUsage(); used.user + used.system < 600_000; ) used = process.cpuUsage();
    return "burnt";
  },
  async lock() {
    fs.mkdirSync("/out/closed/within", { recursive: true });
    fs.writeFileSync("/out/closed/file", "x", { mode: 0o111 });
    fs.mkdirSync("/work/closed");
    fs.writeFileSync("/work/closed/file", "x");
    for (const path of ["/out/closed", "/work/closed"]) fs.chmodSync(path, 0);
    return "locked";
  },
};
console.log(JSON.stringify(await probes[probe]()));
