package dev.tidings.testkit.simulation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The scheduler of a simulation, which runs one task at a time. Tasks that are due at the same time run in random
 * order; time jumps to the next task.
 */
public final class World {
    private static final Duration BREATH = Duration.ofMillis(2);

    private final SimulatedTime time = new SimulatedTime();
    private final SplittableRandom random;
    private final PriorityQueue<Task> tasks =
            new PriorityQueue<>(Comparator.comparingLong(Task::atNanos).thenComparingLong(Task::tie));
    private final @Nullable List<String> trace;
    private boolean calm;

    private record Task(
            long atNanos,
            long tie,
            Life life,
            Runnable work,
            @Nullable Coroutine waiting) {}

    /** @param traced whether {@link #note} is recorded */
    public World(long seed, boolean traced) {
        this.random = new SplittableRandom(seed);
        this.trace = traced ? new ArrayList<>() : null;
    }

    public SimulatedTime time() {
        return time;
    }

    public RandomGenerator random() {
        return random;
    }

    public boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    /** A random duration up to this one. */
    public Duration upTo(Duration most) {
        return Duration.ofNanos((long) (random.nextDouble() * most.toNanos()));
    }

    /** Disables slow tasks. */
    public void calm() {
        calm = true;
    }

    public void after(Life life, Duration delay, Runnable work) {
        tasks.add(new Task(time.nanos() + Math.max(0, delay.toNanos()), random.nextLong(), life, work, null));
    }

    /** One thread of a process: tasks run in order, each after a short delay, sometimes a long one. */
    public Executor inOrder(Life life, double stallProbability, Duration longestStall) {
        Queue<Runnable> waiting = new ArrayDeque<>();
        Runnable[] turn = new Runnable[1];
        turn[0] = () -> {
            try {
                waiting.element().run();
            } finally {
                waiting.remove();
            }
            if (!waiting.isEmpty()) {
                after(life, pauseOf(stallProbability, longestStall), turn[0]);
            }
        };
        return task -> {
            waiting.add(task);
            if (waiting.size() == 1) {
                after(life, pauseOf(stallProbability, longestStall), turn[0]);
            }
        };
    }

    private Duration pauseOf(double stallProbability, Duration longestStall) {
        return upTo(!calm && chance(stallProbability) ? longestStall : BREATH);
    }

    /** Many threads of a process: tasks run in random order; random ones can {@link #sleep}. */
    public Executor anyOrder(Life life, double sleepers) {
        return task -> {
            if (chance(sleepers)) {
                Coroutine coroutine = new Coroutine(task);
                tasks.add(new Task(
                        time.nanos() + upTo(BREATH).toNanos(), random.nextLong(), life, coroutine::resume, coroutine));
            } else {
                after(life, upTo(BREATH), task);
            }
        };
    }

    /** Lets time pass in the middle of a task, if the task can wait. */
    public void sleep(Life life, Duration duration) {
        Coroutine current = Coroutine.current();
        if (current != null) {
            tasks.add(new Task(time.nanos() + duration.toNanos(), random.nextLong(), life, current::resume, current));
            current.pause();
        }
    }

    /** Runs until the condition holds, no tasks are left, or the time has passed; returns whether it holds. */
    public boolean runUntil(BooleanSupplier done, Duration atMost) {
        long end = time.nanos() + atMost.toNanos();
        while (!done.getAsBoolean()) {
            Task task = tasks.peek();
            if (task == null || task.atNanos() > end) {
                time.advanceTo(end);
                return done.getAsBoolean();
            }
            tasks.remove();
            time.advanceTo(task.atNanos());
            if (!task.life().ended()) {
                run(task);
            } else if (task.waiting() != null) {
                task.waiting().kill();
            }
        }
        return true;
    }

    private static void run(Task task) {
        try {
            task.work().run();
        } catch (Crash died) {
            // The process does nothing more.
        }
    }

    /** Ends all waiting tasks. */
    public void end() {
        for (Task task = tasks.poll(); task != null; task = tasks.poll()) {
            if (task.waiting() != null) {
                task.waiting().kill();
            }
        }
    }

    /** Adds a line to the trace, if tracing is on. */
    public void note(@Nullable Object... words) {
        if (trace != null) {
            trace.add("%.3f s  ".formatted(time.nanos() / 1e9)
                    + Arrays.stream(words).map(String::valueOf).collect(Collectors.joining(" ")));
        }
    }

    /** The trace, in order; empty if tracing is off. */
    public List<String> trace() {
        return trace == null ? List.of() : List.copyOf(trace);
    }
}
