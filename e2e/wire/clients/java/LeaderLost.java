import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.atomic.AtomicValue;
import org.apache.curator.framework.recipes.atomic.DistributedAtomicLong;
import org.apache.curator.framework.recipes.cache.CuratorCache;
import org.apache.curator.framework.recipes.leader.LeaderLatch;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.nodes.PersistentNode;
import org.apache.curator.retry.RetryNTimes;
import org.apache.zookeeper.CreateMode;

/** Recipes at work while the ensemble loses its leader and gets it back. */
final class LeaderLost {
    private static final int CLIENTS = 3;

    private LeaderLost() {
    }

    static void mutex() throws Exception {
        AtomicBoolean isOver = new AtomicBoolean();
        AtomicInteger inside = new AtomicInteger();
        AtomicIntegerArray turns = new AtomicIntegerArray(CLIENTS);
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            int own = i;
            all.add(Checks.meanwhile(() -> {
                try (CuratorFramework client = Curators.open()) {
                    InterProcessMutex mutex = new InterProcessMutex(client, "/curator/lost-mutex");
                    while (!isOver.get()) {
                        mutex.acquire();
                        Checks.equal(1, inside.incrementAndGet());
                        Thread.sleep(2);
                        inside.decrementAndGet();
                        mutex.release();
                        turns.incrementAndGet(own);
                    }
                }
                return own;
            }));
        }
        everybodyGoesOn("at first", turns);
        String killed = Checks.please("kill leader");
        everybodyGoesOn("without it", turns);
        Checks.please("restart " + killed);
        everybodyGoesOn("with it", turns);
        isOver.set(true);
        for (Future<Integer> one : all) one.get();
    }

    /** Each client has the lock a few times more from here on. */
    private static void everybodyGoesOn(String when, AtomicIntegerArray turns) throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            int own = i;
            int wanted = turns.get(own) + 3;
            Checks.eventually("client " + own + " goes on " + when, () -> turns.get(own) >= wanted);
        }
    }

    static void everything() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            LeaderLatch latch = new LeaderLatch(one, "/curator/lost-latch");
            latch.start();
            latch.await(Checks.WAIT_SECONDS, TimeUnit.SECONDS);
            PersistentNode node = new PersistentNode(one, CreateMode.EPHEMERAL, false, "/curator/lost/node", Checks.bytes("a"));
            node.start();
            Checks.holds(node.waitForInitialCreate(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "made");
            CuratorCache cache = CuratorCache.build(two, "/curator/lost");
            cache.start();
            DistributedAtomicLong number = new DistributedAtomicLong(two, "/curator/lost-long", new RetryNTimes(20, 50));
            long before = number.increment().postValue();
            String killed = Checks.please("kill leader");
            AtomicValue<Long> after = number.increment();
            Checks.holds(after.succeeded() && after.postValue() > before, "counted on");
            one.create().orSetData().forPath("/curator/lost/new", Checks.bytes("b"));
            Checks.eventually("the cache goes on", () -> cache.get("/curator/lost/new").isPresent());
            Checks.eventually("the latch leads again", latch::hasLeadership);
            long owner = two.checkExists().forPath("/curator/lost/node").getEphemeralOwner();
            Checks.equal(one.getZookeeperClient().getZooKeeper().getSessionId(), owner);
            Checks.please("restart " + killed);
            cache.close();
            node.close();
            latch.close();
        }
    }
}
