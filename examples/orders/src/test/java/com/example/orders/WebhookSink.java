package com.example.orders;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** The customer's webhook; records the body of every request. */
final class WebhookSink implements AutoCloseable {
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final HttpServer server;

    WebhookSink() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            received.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook";
    }

    /** The number of notifications of an order. */
    long times(String order) {
        return received.stream().filter(body -> body.contains(order)).count();
    }

    int size() {
        return received.size();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
