package dev.tidings.channels.http;

import com.linecorp.armeria.common.HttpResponse;
import dev.tidings.testkit.channel.Provider;
import java.util.HashMap;
import java.util.Map;

/** The provider of an HTTP channel: a sink. */
public abstract class SinkProvider implements Provider {
    protected final RecordingEndpoint sink;
    private final String address;

    protected SinkProvider(RecordingEndpoint sink, String address) {
        this.sink = sink;
        this.address = address;
    }

    @Override
    public String address() {
        return address;
    }

    @Override
    public Map<String, Object> hurried() {
        Map<String, Object> hurried = new HashMap<>(settings());
        hurried.put("timeout", "500ms");
        return hurried;
    }

    @Override
    public boolean fallSilent() {
        sink.answers(request -> HttpResponse.streaming());
        return true;
    }

    @Override
    public void awaitArrival() throws InterruptedException {
        sink.received.take();
    }

    @Override
    public void close() {
        // Pooled connections may outlive the port for a moment.
        sink.answers(503);
        sink.close();
    }
}
