package dev.tidings.bench.http;

import java.util.Arrays;

/**
 * When each request of a run was due, when it was answered, and its status. Times are nanoseconds of the machine's
 * monotonic clock, which all processes on Linux share.
 */
public final class RequestTimings {
    private final int first;
    private final long[] due;
    private final long[] answered;
    private final int[] status;

    RequestTimings(int first, int count) {
        this.first = first;
        this.due = new long[count];
        this.answered = new long[count];
        this.status = new int[count];
    }

    /** When a request was due: its scheduled time in an open loop, otherwise when it was sent. */
    public long due(int number) {
        return due[number - first];
    }

    public long answered(int number) {
        return answered[number - first];
    }

    public int first() {
        return first;
    }

    public int count() {
        return due.length;
    }

    public long firstDue() {
        return Arrays.stream(due).min().orElseThrow();
    }

    public long lastAnswered() {
        return Arrays.stream(answered).max().orElseThrow();
    }

    /** Throws if any request failed, because results with refusals are meaningless. */
    public void requireSuccess() {
        for (int i = 0; i < status.length; i++) {
            if (status[i] < 200 || status[i] > 299) {
                throw new IllegalStateException("request " + (first + i) + " was answered with " + status[i]
                        + "; expected 2xx for all " + status.length);
            }
        }
    }

    void sent(int number, long dueNanos) {
        due[number - first] = dueNanos;
    }

    void answered(int number, long nanos, int code) {
        answered[number - first] = nanos;
        status[number - first] = code;
    }
}
