package io.mosaik.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.concurrent.Callable;

/** The one thread of a server, found by how its name begins. */
record ServingThread(long id, String name) {

  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

  static ServingThread named(String prefix) {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith(prefix))
        .map(thread -> new ServingThread(thread.getId(), thread.getName()))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no thread is called " + prefix));
  }

  /** What the thread spends while a load, which tells how many queries were lost, is under way. */
  Cost costOf(Callable<Long> load) throws Exception {
    long processor = THREADS.getThreadCpuTime(id);
    long allocated = THREADS.getThreadAllocatedBytes(id);
    long lost = load.call();
    return new Cost(
        THREADS.getThreadCpuTime(id) - processor,
        THREADS.getThreadAllocatedBytes(id) - allocated,
        lost);
  }
}
