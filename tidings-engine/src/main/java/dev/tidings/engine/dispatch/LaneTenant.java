package dev.tidings.engine.dispatch;

import java.util.ArrayDeque;
import java.util.Queue;

/** The deliveries of one tenant in a lane. Guarded by the lane's lock. */
final class LaneTenant {
    private final String name;

    /** Its endpoints with something to send, in round-robin order. */
    private final Queue<EndpointQueue> ready = new ArrayDeque<>();

    private int queues;
    private int held;
    private int sending;
    private long tag;
    private long arrival;
    private boolean listed;

    LaneTenant(String name) {
        this.name = name;
    }

    String name() {
        return name;
    }

    Queue<EndpointQueue> ready() {
        return ready;
    }

    /** Returns whether it is the only one. */
    boolean addQueue() {
        return ++queues == 1;
    }

    /** Returns whether it was the only one. */
    boolean removeQueue() {
        return --queues == 0;
    }

    void hold() {
        held++;
    }

    void leave() {
        held--;
    }

    void begin() {
        sending++;
    }

    void sent() {
        sending--;
    }

    int held() {
        return held;
    }

    int sending() {
        return sending;
    }

    /** Its virtual time: how much it has sent, divided by its weight. The smallest is next. */
    long tag() {
        return tag;
    }

    void tag(long now) {
        tag = now;
    }

    /** Orders tenants with equal tags. */
    long arrival() {
        return arrival;
    }

    void arrival(long number) {
        arrival = number;
    }

    /** Returns whether it is in the order of turns. */
    boolean listed() {
        return listed;
    }

    void listed(boolean now) {
        listed = now;
    }
}
