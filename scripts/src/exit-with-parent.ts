// Loaded with --import into every Node process that we start. The parent holds the other end of an
// IPC channel; when the parent goes, even by SIGKILL, the channel closes and this process follows,
// with everything in its process group. So nothing is ever left behind on a port.
if (process.channel) {
  process.on('disconnect', () => {
    process.kill(process.pid, 'SIGTERM');
    setTimeout(() => process.kill(-process.pid, 'SIGKILL'), 5000).unref();
  });
  // Waiting for the end must not itself keep the process alive.
  process.channel.unref();
}
