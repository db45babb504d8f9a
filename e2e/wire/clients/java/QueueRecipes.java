import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.curator.framework.CuratorFramework;
import org.apache.curator.framework.recipes.barriers.DistributedBarrier;
import org.apache.curator.framework.recipes.barriers.DistributedDoubleBarrier;
import org.apache.curator.framework.recipes.queue.DistributedPriorityQueue;
import org.apache.curator.framework.recipes.queue.DistributedQueue;
import org.apache.curator.framework.recipes.queue.QueueBuilder;
import org.apache.curator.framework.recipes.queue.QueueConsumer;
import org.apache.curator.framework.recipes.queue.QueueSerializer;
import org.apache.curator.framework.recipes.queue.SimpleDistributedQueue;
import org.apache.curator.framework.state.ConnectionState;

/** Barriers and queues. */
final class QueueRecipes {
    private static final QueueSerializer<String> TEXT = new QueueSerializer<>() {
        @Override
        public byte[] serialize(String item) {
            return Checks.bytes(item);
        }

        @Override
        public String deserialize(byte[] bytes) {
            return Checks.text(bytes);
        }
    };

    private QueueRecipes() {
    }

    /** Keeps what it gets. */
    private static final class Kept implements QueueConsumer<String> {
        private final List<String> items = Collections.synchronizedList(new ArrayList<>());

        @Override
        public void consumeMessage(String item) {
            items.add(item);
        }

        @Override
        public void stateChanged(CuratorFramework client, ConnectionState state) {
            // A lost connection shows in what is missing.
        }
    }

    static void barrier() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            DistributedBarrier barrier = new DistributedBarrier(one, "/curator/barrier");
            barrier.setBarrier();
            Future<Boolean> waiting = Checks.meanwhile(
                    () -> new DistributedBarrier(two, "/curator/barrier").waitOnBarrier(Checks.WAIT_SECONDS, TimeUnit.SECONDS));
            Thread.sleep(200);
            Checks.holds(!waiting.isDone(), "the barrier holds");
            barrier.removeBarrier();
            Checks.holds(waiting.get(), "the barrier is gone");
        }
    }

    static void doubleBarrier() throws Exception {
        AtomicInteger entered = new AtomicInteger();
        List<Future<Integer>> all = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int delay = 100 * i;
            all.add(Checks.meanwhile(() -> {
                try (CuratorFramework client = Curators.open()) {
                    DistributedDoubleBarrier barrier = new DistributedDoubleBarrier(client, "/curator/double-barrier", 3);
                    Thread.sleep(delay);
                    entered.incrementAndGet();
                    Checks.holds(barrier.enter(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "all came");
                    int seen = entered.get();
                    Checks.holds(barrier.leave(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "all left");
                    return seen;
                }
            }));
        }
        for (Future<Integer> one : all) Checks.equal(3, one.get());
    }

    private static List<String> items(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) names.add("item " + i);
        return names;
    }

    static void queue() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            Kept kept = new Kept();
            DistributedQueue<String> taking = QueueBuilder.builder(two, kept, TEXT, "/curator/queue").lockPath("/curator/queue-lock")
                    .buildQueue();
            DistributedQueue<String> putting = QueueBuilder.builder(one, null, TEXT, "/curator/queue").buildQueue();
            taking.start();
            putting.start();
            for (String item : items(30)) putting.put(item);
            Checks.eventually("30 items", () -> kept.items.size() == 30);
            Checks.equal(items(30), kept.items);
            putting.close();
            taking.close();
        }
    }

    static void simpleQueue() throws Exception {
        try (CuratorFramework one = Curators.open(); CuratorFramework two = Curators.open()) {
            SimpleDistributedQueue putting = new SimpleDistributedQueue(one, "/curator/simple-queue");
            SimpleDistributedQueue taking = new SimpleDistributedQueue(two, "/curator/simple-queue");
            Checks.equal(null, taking.poll());
            Future<byte[]> waiting = Checks.meanwhile(taking::take);
            putting.offer(Checks.bytes("first"));
            Checks.equal("first", Checks.text(waiting.get(Checks.WAIT_SECONDS, TimeUnit.SECONDS)));
            putting.offer(Checks.bytes("second"));
            putting.offer(Checks.bytes("third"));
            Checks.equal("second", Checks.text(taking.peek()));
            Checks.equal("second", Checks.text(taking.remove()));
            Checks.equal("third", Checks.text(taking.poll(Checks.WAIT_SECONDS, TimeUnit.SECONDS)));
            Checks.equal(null, taking.poll());
        }
    }

    static void priorityQueue() throws Exception {
        try (CuratorFramework client = Curators.open()) {
            DistributedPriorityQueue<String> putting = QueueBuilder.builder(client, null, TEXT, "/curator/priority-queue")
                    .buildPriorityQueue(0);
            putting.start();
            for (int i = 9; i >= 0; i--) putting.put("item " + i, i);
            Checks.holds(putting.flushPuts(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "all are put");
            Kept kept = new Kept();
            DistributedPriorityQueue<String> taking = QueueBuilder.builder(client, kept, TEXT, "/curator/priority-queue")
                    .buildPriorityQueue(0);
            taking.start();
            Checks.eventually("10 items", () -> kept.items.size() == 10);
            Checks.equal(items(10), kept.items);
            putting.close();
            taking.close();
        }
    }
}
