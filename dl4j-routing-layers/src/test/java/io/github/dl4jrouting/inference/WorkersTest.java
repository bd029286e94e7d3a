package io.github.dl4jrouting.inference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class WorkersTest {
  private static final int MOST = 40;

  /** More work than this many multiply-accumulates wakes every worker. */
  private static final long MUCH = 1L << 40;

  @Test
  void everyPartOfEveryJobIsDoneOnceBeforeTheNextJobBegins() {
    Workers workers = new Workers(4);
    Step step = new Step(workers, new MemoryPool());
    AtomicIntegerArray times = new AtomicIntegerArray(MOST);
    Workers.Task count = (s, index, lane) -> times.incrementAndGet(index);
    for (int job = 0; job < 200_000; job++) {
      int parts = 2 + job * 7 % (MOST - 2);
      workers.run(count, step, parts, MUCH);
      for (int i = 0; i < MOST; i++) {
        assertThat(times.get(i)).isEqualTo(i < parts ? 1 : 0);
        times.set(i, 0);
      }
    }
  }

  @Test
  void manySmallJobsInARowGetHelpAsOneLargeJobDoes() {
    Workers workers = new Workers(2);
    Step step = new Step(workers, new MemoryPool());
    AtomicBoolean helped = new AtomicBoolean();
    Workers.Task task = watching(helped);
    for (int job = 0; job < 20_000 && !helped.get(); job++) {
      workers.run(task, step, 4, 250_000);
    }
    assertThat(helped).isTrue();
  }

  @Test
  void smallJobsFarApartAreDoneBeforeHelpWouldCome() {
    Workers workers = new Workers(2);
    Step step = new Step(workers, new MemoryPool());
    AtomicBoolean helped = new AtomicBoolean();
    Workers.Task task = watching(helped);
    for (int job = 0; job < 50; job++) {
      workers.run(task, step, 4, 250_000);
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(helped).isFalse();
  }

  /** Notes whether anybody but the thread that asks for this does a part. */
  private static Workers.Task watching(AtomicBoolean helped) {
    Thread caller = Thread.currentThread();
    return (s, index, lane) -> {
      if (Thread.currentThread() != caller) {
        helped.set(true);
      }
      LockSupport.parkNanos(50_000); // long enough for a worker to come
    };
  }

  @Test
  void anErrorOfAPartReachesTheCallerAsItIs() {
    Workers workers = new Workers(2);
    Step step = new Step(workers, new MemoryPool());
    Workers.Task fails =
        (s, index, lane) -> {
          throw new OutOfMemoryError("part " + index);
        };
    assertThatThrownBy(() -> workers.run(fails, step, 4, MUCH))
        .isInstanceOf(OutOfMemoryError.class);
  }

  @Test
  void whatAPartThrowsReachesTheCaller() {
    Workers workers = new Workers(2);
    Step step = new Step(workers, new MemoryPool());
    Workers.Task fails =
        (s, index, lane) -> {
          if (index == 3) {
            throw new IllegalArgumentException("part 3");
          }
        };
    assertThatThrownBy(() -> workers.run(fails, step, 8, MUCH)).hasMessage("part 3");
    workers.run((s, index, lane) -> {}, step, 8, MUCH);
  }
}
