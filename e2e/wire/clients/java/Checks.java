import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Named checks, one after the other. Each prints one line on standard output: {@code ok NAME} or {@code failed NAME: why}. A
 * check may ask for something to happen to the ensemble: it prints {@code please …} and goes on when a line comes back.
 */
final class Checks {
    static final int PATIENCE_SECONDS = 150;
    /** For what must come: on a busy machine it comes late. */
    static final int WAIT_SECONDS = 60;
    private static final BufferedReader ANSWERS = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    interface Check {
        void run() throws Exception;
    }

    private Checks() {
    }

    /** Runs it in a thread of its own, so that one that hangs is a failure like any other. */
    static void check(String name, Check check) throws InterruptedException {
        Future<?> running = THREADS.submit(() -> {
            check.run();
            return null;
        });
        try {
            running.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            System.out.println("ok " + name);
        } catch (ExecutionException failure) {
            fail(name, failure.getCause());
        } catch (TimeoutException late) {
            running.cancel(true);
            fail(name, late);
        }
    }

    private static void fail(String name, Throwable why) {
        String where = Arrays.stream(why.getStackTrace()).filter(frame -> frame.getModuleName() == null)
                .limit(8).map(StackTraceElement::toString).reduce("", (all, next) -> all + " < " + next);
        System.out.println(("failed " + name + ": " + why + where).replace('\n', ' '));
    }

    static <T> Future<T> meanwhile(Callable<T> work) {
        return THREADS.submit(work);
    }

    static void equal(Object expected, Object actual) {
        if (!Objects.equals(expected, actual)) throw new AssertionError("expected " + expected + ", got " + actual);
    }

    static void holds(boolean condition, String what) {
        if (!condition) throw new AssertionError("not so: " + what);
    }

    /** Fails where {@code work} succeeds or fails otherwise. */
    static <E extends Exception> void refused(Class<E> expected, Check work) throws Exception {
        try {
            work.run();
        } catch (Exception got) {
            if (expected.isInstance(got)) return;
            throw got;
        }
        throw new AssertionError("done, not refused with " + expected.getSimpleName());
    }

    /** Waits until it is so. */
    static void eventually(String what, Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (System.nanoTime() < end) {
            if (condition.call()) return;
            Thread.sleep(20);
        }
        throw new AssertionError("never: " + what);
    }

    /** What has happened when this returns; the answer is one line. */
    static synchronized String please(String wish) throws Exception {
        System.out.println("please " + wish);
        return ANSWERS.readLine();
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static String text(byte[] data) {
        return data == null ? null : new String(data, StandardCharsets.UTF_8);
    }

    static List<String> sorted(List<String> names) {
        return names.stream().sorted().toList();
    }
}
