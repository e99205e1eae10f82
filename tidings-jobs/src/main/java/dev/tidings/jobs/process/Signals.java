package dev.tidings.jobs.process;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** {@code kill(2)}, which can signal a process group, unlike Java's API. */
final class Signals {
    static final int TERM = 15;
    static final int KILL = 9;

    @SuppressWarnings("restricted") // kill and its signal numbers are part of POSIX.
    private static final MethodHandle SEND = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().find("kill").orElseThrow(),
                    FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Signals() {}

    /** Signals one process; ignores a missing one. */
    static void send(long pid, int signal) {
        deliver(pid, signal);
    }

    /** Signals a process group. */
    static void sendGroup(long leader, int signal) {
        deliver(-leader, signal);
    }

    private static void deliver(long target, int signal) {
        // 0, 1 and -1 mean the own group, the init process and all processes.
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
