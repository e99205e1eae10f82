package dev.tidings.jobs.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** {@code kill(2)}, which reaches a whole group of processes; Java's own reaches one. */
final class Signals {
    static final int TERM = 15;
    static final int KILL = 9;

    @SuppressWarnings("restricted") // The function and its two numbers are POSIX's, on every system that this runs on.
    private static final MethodHandle SEND = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("kill").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Signals() {}

    /** To one process; to none when there is no such one. */
    static void send(long pid, int signal) {
        deliver(pid, signal);
    }

    /** To all of a group. */
    static void sendGroup(long leader, int signal) {
        deliver(-leader, signal);
    }

    private static void deliver(long target, int signal) {
        // 0, 1 and -1 mean this group, the first process and everybody.
        if (target >= -1 && target <= 1) {
            throw new IllegalArgumentException("pid: " + target + "; expected one process or one group");
        }
        try {
            int _ = (int) SEND.invokeExact((int) target, signal);
        } catch (Throwable e) {
            throw new IllegalStateException("kill(" + target + ", " + signal + ")", e);
        }
    }
}
