package dev.tidings.jobs.runtime;

import org.jspecify.annotations.Nullable;

/**
 * The result of a job.
 *
 * @param code null for a plain success
 * @param message for people; empty for a plain success
 * @param containerId empty after a failure
 * @param engineEndpoint empty after a failure, and when nothing runs any more
 */
public record JobEnd(
        JobOutcome outcome, @Nullable JobCode code, String message, String containerId, String engineEndpoint) {
    private static final int MESSAGE_CHARS = 2_000;

    public JobEnd {
        message = message.length() <= MESSAGE_CHARS ? message : message.substring(0, MESSAGE_CHARS - 1) + "…";
    }

    public static JobEnd success(String containerId, String engineEndpoint) {
        return new JobEnd(JobOutcome.SUCCESS, null, "", containerId, engineEndpoint);
    }

    /** Creates the result of a job that had nothing to do. */
    public static JobEnd replay(String containerId, String engineEndpoint, String message) {
        return new JobEnd(JobOutcome.SUCCESS, JobCode.REPLAY_NO_OP, message, containerId, engineEndpoint);
    }

    public static JobEnd failure(JobCode code, String message) {
        return new JobEnd(JobOutcome.FAILURE, code, message, "", "");
    }

    public boolean succeeded() {
        return outcome == JobOutcome.SUCCESS;
    }
}
