package io.github.dl4jrouting.inference;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * Threads that share the parts of one kernel with the thread that called the engine.
 *
 * <p>A part is a microsecond or more of work, so workers that have just been used wait spinning for
 * {@value #SPIN_NANOS} ns, then park, and end after {@value #IDLE_NANOS} ns; they are daemons. One
 * caller at a time has the workers: another does its parts alone. Which thread does a part never
 * changes its result.
 */
final class Workers {
  private static final long SPIN_NANOS = 100_000;
  private static final long IDLE_NANOS = 2_000_000_000L;
  private static final int SPINS_BETWEEN_CLOCK_READS = 64;
  private static final int SPINS_BEFORE_YIELDING = 2_000;
  private static final int MOST_WORKERS = 15;

  /**
   * Waking a parked worker costs about as much as this many multiply-accumulates: it is woken once
   * this much has been done without it at a stretch, in one kernel or in many small ones. Work that
   * comes now and then, for the few samples that an early exit lets through, is done before it
   * would be awake.
   */
  private static final long WORTH_WAKING = 3_000_000;

  /** Less than this is done before a worker has noticed it. */
  private static final long WORTH_SHARING = 100_000;

  /** Work in parts that may run at the same time. */
  interface Task {
    /** Does one part. */
    void part(Step step, int index, Lane lane);
  }

  private final Worker[] workers;
  private final AtomicBoolean taken = new AtomicBoolean();

  /**
   * The job's number, and from where to where its parts are still to be done, in one word: a thread
   * that comes late to a finished job must not take it for open because the next one has more
   * parts.
   */
  private final AtomicLong ticket = new AtomicLong();

  private static final int PART_BITS = 20;
  private static final int MOST_PARTS = (1 << PART_BITS) - 1;
  private static final long ONE_FROM_BACK = 1L << PART_BITS;

  private final AtomicInteger finished = new AtomicInteger();
  private volatile Throwable failure;
  private Task task;
  private Step step;

  /**
   * What could have been shared at a stretch since a worker was woken last, by whoever has taken
   * the workers.
   */
  private long missed;

  /** When the last shared job was done. */
  private long lastDone;

  /**
   * Workers that start when there is work for them.
   *
   * @param threads how many there are with the caller's, at least 1
   */
  Workers(int threads) {
    workers = new Worker[Math.min(MOST_WORKERS, threads - 1)];
    for (int i = 0; i < workers.length; i++) {
      workers[i] = new Worker(i + 1);
    }
  }

  /** How many lanes a step needs. */
  int lanes() {
    return workers.length + 1;
  }

  /**
   * Does all parts of a task.
   *
   * @param work about how many multiply-accumulates it is
   */
  void run(Task newTask, Step newStep, int count, long work) {
    if (count == 1
        || count > MOST_PARTS
        || work < WORTH_SHARING
        || workers.length == 0
        || !taken.compareAndSet(false, true)) {
      for (int i = 0; i < count; i++) {
        newTask.part(newStep, i, newStep.lane(0));
      }
      return;
    }
    try {
      share(newTask, newStep, count, work);
    } finally {
      taken.set(false);
    }
  }

  private void share(Task newTask, Step newStep, int count, long work) {
    task = newTask;
    step = newStep;
    failure = null;
    finished.set(0);
    long next = (job(ticket.get()) + 1) << 2 * PART_BITS | count * ONE_FROM_BACK;
    long job = job(next);
    ticket.set(next);
    missed = System.nanoTime() - lastDone > SPIN_NANOS ? work : missed + work;
    if (missed >= WORTH_WAKING) {
      missed = 0;
      for (int i = 0; i < Math.min(workers.length, count - 1); i++) {
        workers[i].wake();
      }
    }
    help(job, step.lane(0), true);
    for (int spins = 0; finished.get() < count; spins++) {
      if (spins < SPINS_BEFORE_YIELDING) {
        Thread.onSpinWait();
      } else {
        // The worker has lost its processor to something else.
        Thread.yield();
      }
    }
    task = null;
    step = null;
    lastDone = System.nanoTime();
    rethrow();
  }

  private static long job(long ticket) {
    return ticket >>> 2 * PART_BITS;
  }

  private void rethrow() {
    Throwable thrown = failure;
    if (thrown instanceof RuntimeException exception) {
      throw exception;
    }
    if (thrown instanceof Error error) {
      throw error;
    }
    if (thrown != null) {
      throw new IllegalStateException("A part of a kernel failed", thrown);
    }
  }

  /**
   * Does parts of a job until none is left. A part belongs to the thread that moved the ticket
   * while it still showed this job, and until that part is finished the job's fields stay. One
   * thread begins with the first part, another with the last: so a thread does much the same parts
   * from call to call, and finds their weights in its own cache.
   */
  private void help(long job, Lane mine, boolean fromFront) {
    while (true) {
      long now = ticket.get();
      int front = (int) now & MOST_PARTS;
      int back = (int) (now >>> PART_BITS) & MOST_PARTS;
      if (job(now) != job || front >= back) {
        return;
      }
      if (ticket.compareAndSet(now, fromFront ? now + 1 : now - ONE_FROM_BACK)) {
        int index = fromFront ? front : back - 1;
        try {
          task.part(step, index, mine);
        } catch (Throwable t) {
          failure = t;
        } finally {
          finished.incrementAndGet();
        }
      }
    }
  }

  /** One worker and its thread, if it has one. */
  private final class Worker implements Runnable {
    private final int number;
    private final AtomicInteger state = new AtomicInteger(NONE);
    private volatile Thread thread;
    private static final int NONE = 0;
    private static final int AWAKE = 1;
    private static final int PARKED = 2;

    Worker(int number) {
      this.number = number;
    }

    void wake() {
      int now = state.get();
      if (now == PARKED && state.compareAndSet(PARKED, AWAKE)) {
        LockSupport.unpark(thread);
      } else if (now == NONE && state.compareAndSet(NONE, AWAKE)) {
        Thread started = new Thread(this, "routed-inference-" + number);
        started.setDaemon(true);
        thread = started;
        try {
          started.start();
        } catch (OutOfMemoryError e) {
          // No thread to be had: the caller does all parts, and asks again another time.
          state.set(NONE);
        }
      }
    }

    @Override
    public void run() {
      long seen = -1;
      long lastWork = System.nanoTime();
      int spins = 0;
      while (true) {
        long job = job(ticket.get());
        if (job != seen) {
          seen = job;
          Step current = step;
          if (current != null) {
            help(job, current.lane(number), number % 2 == 0);
          }
          lastWork = System.nanoTime();
        } else if (++spins % SPINS_BETWEEN_CLOCK_READS != 0) {
          Thread.onSpinWait();
        } else if (System.nanoTime() - lastWork > SPIN_NANOS) {
          if (!park()) {
            return;
          }
          lastWork = System.nanoTime();
        }
      }
    }

    /** Whether there is work again; the worker is over where there is not. */
    private boolean park() {
      state.set(PARKED);
      long until = System.nanoTime() + IDLE_NANOS;
      while (state.get() == PARKED) {
        long left = until - System.nanoTime();
        if (left > 0) {
          LockSupport.parkNanos(this, left);
        } else if (state.compareAndSet(PARKED, NONE)) {
          return false;
        }
      }
      return true;
    }
  }
}
