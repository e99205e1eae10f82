package dev.tidings.testkit.simulation;

import dev.tidings.testkit.extension.Aborts;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A task that can pause in the middle. It has its own thread, but runs only between {@link #resume} and its next
 * {@link #pause} while the caller waits, so only one thread runs at a time.
 */
final class Coroutine {
    private static final ThreadLocal<@Nullable Coroutine> CURRENT = new ThreadLocal<>();

    private final Semaphore mayRun = new Semaphore(0);
    private final Semaphore paused = new Semaphore(0);
    private @Nullable Throwable failure;
    private boolean killed;

    /** Ends a task whose process was killed. */
    private static final class Killed extends Error {
        private static final long serialVersionUID = 1L;

        Killed() {
            super("killed", null, false, false);
        }
    }

    Coroutine(Runnable task) {
        Thread.ofVirtual().name("simulated").start(() -> {
            mayRun.acquireUninterruptibly();
            CURRENT.set(this);
            try {
                task.run();
            } catch (Killed expected) {
                failure = null;
            } catch (Throwable thrown) {
                failure = thrown;
            } finally {
                paused.release();
            }
        });
    }

    /** The running task; null if the world itself runs. */
    static @Nullable Coroutine current() {
        return CURRENT.get();
    }

    /** Runs the task until it pauses or ends. */
    void resume() {
        mayRun.release();
        paused.acquireUninterruptibly();
        if (failure != null) {
            Aborts.pass(failure);
        }
        if (failure instanceof RuntimeException || failure instanceof Error) {
            throw new IllegalStateException("a simulated task failed", failure);
        }
    }

    /** Called by the task itself. */
    void pause() {
        paused.release();
        mayRun.acquireUninterruptibly();
        if (killed) {
            throw new Killed();
        }
    }

    void kill() {
        killed = true;
        resume();
    }
}
