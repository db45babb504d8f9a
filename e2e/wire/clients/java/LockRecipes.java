import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.locks.InterProcessLock;
import org.apache.curator.framework.recipes.locks.InterProcessMultiLock;
import org.apache.curator.framework.recipes.locks.InterProcessMutex;
import org.apache.curator.framework.recipes.locks.InterProcessReadWriteLock;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreMutex;
import org.apache.curator.framework.recipes.locks.InterProcessSemaphoreV2;
import org.apache.curator.framework.recipes.locks.Lease;

/** Locks: who may be inside, and how many. */
final class LockRecipes {
    private static final int CLIENTS = 4;
    private static final int ROUNDS = 10;

    private LockRecipes() {
    }

    private interface Maker {
        InterProcessLock make(CuratorFramework client) throws Exception;
    }

    /** Clients go in and out; nobody ever meets another inside. */
    private static void exclusive(Maker maker) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < CLIENTS; i++) {
            all.add(Checks.meanwhile(() -> {
                try (CuratorFramework client = Curators.open()) {
                    InterProcessLock lock = maker.make(client);
                    for (int round = 0; round < ROUNDS; round++) {
                        Checks.holds(lock.acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "the lock is got");
                        Checks.equal(1, inside.incrementAndGet());
                        Thread.sleep(2);
                        inside.decrementAndGet();
                        lock.release();
                    }
                    return ROUNDS;
                }
            }));
        }
        for (Future<Integer> one : all) Checks.equal(ROUNDS, one.get());
    }

    static void mutex() throws Exception {
        exclusive(client -> new InterProcessMutex(client, "/curator/mutex"));
        try (CuratorFramework client = Curators.open(); CuratorFramework other = Curators.open()) {
            InterProcessMutex mutex = new InterProcessMutex(client, "/curator/mutex");
            mutex.acquire();
            mutex.acquire();
            mutex.release();
            Checks.holds(!new InterProcessMutex(other, "/curator/mutex").acquire(200, TimeUnit.MILLISECONDS), "still held");
            client.close();
            Checks.holds(new InterProcessMutex(other, "/curator/mutex").acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "free after its holder left");
        }
    }

    static void semaphoreMutex() throws Exception {
        exclusive(client -> new InterProcessSemaphoreMutex(client, "/curator/semaphore-mutex"));
    }

    static void multiLock() throws Exception {
        exclusive(client -> new InterProcessMultiLock(client, List.of("/curator/multi-a", "/curator/multi-b")));
    }

    static void readWriteLock() throws Exception {
        exclusive(client -> new InterProcessReadWriteLock(client, "/curator/read-write").writeLock());
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            InterProcessReadWriteLock first = new InterProcessReadWriteLock(one, "/curator/read-write");
            InterProcessReadWriteLock second = new InterProcessReadWriteLock(two, "/curator/read-write");
            first.readLock().acquire();
            Checks.holds(second.readLock().acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "readers share");
            Checks.holds(!second.writeLock().acquire(200, TimeUnit.MILLISECONDS), "no writer among readers");
            second.readLock().release();
            first.readLock().release();
            Checks.holds(second.writeLock().acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "a writer alone");
            Checks.holds(!first.readLock().acquire(200, TimeUnit.MILLISECONDS), "no reader beside a writer");
            second.writeLock().release();
        }
    }

    static void semaphore() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            InterProcessSemaphoreV2 first = new InterProcessSemaphoreV2(one, "/curator/semaphore", 3);
            InterProcessSemaphoreV2 second = new InterProcessSemaphoreV2(two, "/curator/semaphore", 3);
            List<Lease> leases = new ArrayList<>(first.acquire(2));
            leases.add(second.acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS));
            Checks.equal(null, second.acquire(200, TimeUnit.MILLISECONDS));
            first.returnLease(leases.remove(0));
            Lease got = second.acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS);
            Checks.holds(got != null, "a returned lease is given on");
            one.close();
            Checks.holds(second.acquire(Checks.WAIT_SECONDS, TimeUnit.SECONDS) != null, "the lease of a closed session too");
        }
    }
}
