package dev.tidings.jobs.process;

import dev.tidings.jobs.driver.GameKey;
import dev.tidings.jobs.runtime.ObservedRuntime;
import dev.tidings.jobs.runtime.ObservedRuntime.State;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The record of a process, by which a later server finds it.
 *
 * @param token unique per start, and in the environment of all its processes
 * @param pid 0 until the process is started
 * @param identity the process's start time; empty until it is started
 * @param endedAtMs when its exit was detected; 0 while it runs
 */
record ProcessRecord(
        String tenant,
        String gameId,
        String imageRef,
        String token,
        long pid,
        String identity,
        int port,
        String endpoint,
        long startedAtMs,
        long endedAtMs,
        @Nullable Integer exitCode) {
    static ProcessRecord launching(
            GameKey game, String imageRef, String token, int port, String endpoint, Instant now) {
        return new ProcessRecord(
                game.tenant(), game.gameId(), imageRef, token, 0, "", port, endpoint, now.toEpochMilli(), 0, null);
    }

    ProcessRecord running(long processId, String itsIdentity) {
        return new ProcessRecord(
                tenant,
                gameId,
                imageRef,
                token,
                processId,
                itsIdentity,
                port,
                endpoint,
                startedAtMs,
                endedAtMs,
                exitCode);
    }

    ProcessRecord ended(Instant noticed, @Nullable Integer code) {
        return new ProcessRecord(
                tenant,
                gameId,
                imageRef,
                token,
                pid,
                identity,
                port,
                endpoint,
                startedAtMs,
                noticed.toEpochMilli(),
                code);
    }

    GameKey game() {
        return new GameKey(tenant, gameId);
    }

    boolean over() {
        return endedAtMs != 0;
    }

    boolean alive() {
        return !over() && pid != 0 && Processes.alive(pid, identity);
    }

    String containerId() {
        return "proc-" + game().name() + "-" + pid + "-" + identity;
    }

    ObservedRuntime observed() {
        State state = over() ? State.EXITED : pid == 0 ? State.CREATED : State.RUNNING;
        return new ObservedRuntime(
                tenant,
                gameId,
                imageRef,
                containerId(),
                endpoint,
                state,
                exitCode,
                Instant.ofEpochMilli(startedAtMs),
                over() ? Instant.ofEpochMilli(endedAtMs) : null);
    }
}
