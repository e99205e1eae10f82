package dev.tidings.bench.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sends numbered requests over keep-alive connections. Both sides of a comparison use the same client. */
public final class LoadClient implements ClosedLoop {
    private static final long SILENCE_SECONDS = 30;

    private final Numbered requests;
    private final Selector selector;
    private final List<LoadConnection> connections = new ArrayList<>();

    /** Opens the connections. */
    public LoadClient(Numbered requests, int connectionCount) throws IOException {
        this.requests = requests;
        this.selector = Selector.open();
        InetSocketAddress target = new InetSocketAddress(InetAddress.getLoopbackAddress(), requests.port());
        for (int i = 0; i < connectionCount; i++) {
            LoadConnection connection = new LoadConnection(target, requests.size());
            connection.channel().register(selector, SelectionKey.OP_READ, connection);
            connections.add(connection);
        }
    }

    @Override
    public RequestTimings closedLoop(int first, int count) throws IOException {
        RequestTimings answers = new RequestTimings(first, count);
        int[] next = {first};
        for (LoadConnection connection : connections) {
            sendNext(connection, next, first + count, answers);
        }
        receive(answers, connection -> sendNext(connection, next, first + count, answers));
        return answers;
    }

    /**
     * Runs an open loop: requests are due at a fixed rate, independent of earlier ones. A request without a free connection is
     * sent late but timed from when it was due, so that stalls are included in the results.
     */
    public RequestTimings openLoop(int first, int count, double perSecond) throws Exception {
        RequestTimings answers = new RequestTimings(first, count);
        BlockingQueue<LoadConnection> idle = new ArrayBlockingQueue<>(connections.size(), false, connections);
        FutureTask<Void> pacer = new FutureTask<>(() -> {
            long begin = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(10);
            for (int i = 0; i < count; i++) {
                long due = begin + (long) (i * (TimeUnit.SECONDS.toNanos(1) / perSecond));
                waitUntil(due);
                LoadConnection connection = idle.poll(SILENCE_SECONDS, TimeUnit.SECONDS);
                if (connection == null) {
                    throw new IOException("no connection came free for " + SILENCE_SECONDS + " s");
                }
                answers.sent(first + i, due);
                connection.send(requests, first + i);
            }
            return null;
        });
        Thread.ofPlatform().name("pacer").daemon().start(pacer);
        receive(answers, idle::add);
        pacer.get();
        return answers;
    }

    @FunctionalInterface
    private interface WhenFree {
        void accept(LoadConnection connection) throws IOException;
    }

    private void receive(RequestTimings answers, WhenFree free) throws IOException {
        int missing = answers.count();
        while (missing > 0) {
            if (selector.select(TimeUnit.SECONDS.toMillis(SILENCE_SECONDS)) == 0) {
                throw new IOException("no answer for " + SILENCE_SECONDS + " s, " + missing + " are missing");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                LoadConnection connection = (LoadConnection) key.attachment();
                int status = connection.read();
                if (status >= 0) {
                    answers.answered(connection.number(), System.nanoTime(), status);
                    missing--;
                    free.accept(connection);
                }
            }
            selector.selectedKeys().clear();
        }
    }

    private void sendNext(LoadConnection connection, int[] next, int end, RequestTimings answers) throws IOException {
        if (next[0] < end) {
            int number = next[0]++;
            answers.sent(number, System.nanoTime());
            connection.send(requests, number);
        }
    }

    private static void waitUntil(long due) {
        for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    @Override
    public void close() throws IOException {
        for (LoadConnection connection : connections) {
            connection.close();
        }
        selector.close();
    }
}
