import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.shared.SharedCount;
import org.apache.curator.framework.recipes.shared.SharedCountListener;
import org.apache.curator.framework.recipes.shared.SharedCountReader;
import org.apache.curator.framework.state.ConnectionState;
import org.apache.curator.retry.RetryNTimes;

/** Counters that clients share. */
final class CounterRecipes {
    private CounterRecipes() {
    }

    static void sharedCount() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            SharedCount writing = new SharedCount(one, "/curator/shared-count", 7);
            SharedCount reading = new SharedCount(two, "/curator/shared-count", 7);
            CountDownLatch told = new CountDownLatch(1);
            reading.addListener(new SharedCountListener() {
                @Override
                public void countHasChanged(SharedCountReader count, int value) {
                    if (value == 8) told.countDown();
                }

                @Override
                public void stateChanged(CuratorFramework client, ConnectionState state) {
                    // A lost connection shows in what is missing.
                }
            });
            writing.start();
            reading.start();
            Checks.equal(7, reading.getCount());
            Checks.holds(writing.trySetCount(writing.getVersionedValue(), 8), "nobody else wrote");
            Checks.holds(told.await(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "the other one is told");
            Checks.equal(8, reading.getCount());
            writing.close();
            reading.close();
        }
    }

    static void atomicLong() throws Exception {
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            all.add(Checks.meanwhile(() -> {
                int succeeded = 0;
                try (CuratorFramework client = Curators.open()) {
                    DistributedAtomicLong number = new DistributedAtomicLong(client, "/curator/atomic-long", new RetryNTimes(50, 5));
                    for (int round = 0; round < 10; round++) {
                        AtomicValue<Long> value = number.increment();
                        if (value.succeeded()) succeeded++;
                    }
                }
                return succeeded;
            }));
        }
        long sum = 0;
        for (Future<Integer> one : all) sum += one.get();
        try (CuratorFramework client = Curators.open()) {
            DistributedAtomicLong number = new DistributedAtomicLong(client, "/curator/atomic-long", new RetryNTimes(10, 5));
            Checks.holds(sum > 0, "somebody could count");
            client.sync().forPath("/curator");
            Checks.equal(sum, number.get().postValue());
            Checks.holds(number.compareAndSet(sum, -5L).succeeded(), "compared and set");
            Checks.holds(!number.compareAndSet(sum, 0L).succeeded(), "compared and not set");
        }
    }
}
