/** Starts to count the milliseconds that this process takes of the processor, whatever else the machine does meanwhile. */
export function processorTime(): () => number {
  const begin = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(begin);
    return (user + system) / 1000;
  };
}
