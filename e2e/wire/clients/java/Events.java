import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.zookeeper.WatchedEvent;
import org.apache.zookeeper.Watcher;
import org.apache.zookeeper.Watcher.Event.EventType;
import org.apache.zookeeper.Watcher.Event.KeeperState;

/** Collects what a client is told: its state, and the events of watches in their order. */
final class Events implements Watcher {
    private final BlockingQueue<WatchedEvent> queue = new LinkedBlockingQueue<>();
    private final CountDownLatch connected = new CountDownLatch(1);
    private volatile KeeperState state = KeeperState.Disconnected;

    @Override
    public void process(WatchedEvent event) {
        if (event.getType() == EventType.None) {
            state = event.getState();
            if (state == KeeperState.SyncConnected) connected.countDown();
        } else {
            queue.add(event);
        }
    }

    /** The next event as `Type path`. */
    String next() throws InterruptedException {
        WatchedEvent event = queue.poll(Checks.WAIT_SECONDS, TimeUnit.SECONDS);
        return event == null ? "nothing" : event.getType() + " " + event.getPath();
    }

    List<String> next(int count) throws InterruptedException {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < count; i++) all.add(next());
        return all;
    }

    boolean isEmpty() {
        return queue.isEmpty();
    }

    KeeperState state() {
        return state;
    }

    void awaitConnected() throws InterruptedException {
        Checks.holds(connected.await(Checks.WAIT_SECONDS, TimeUnit.SECONDS), "connected");
    }
}
