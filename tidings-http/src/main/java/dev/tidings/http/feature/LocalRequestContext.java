package dev.tidings.http.feature;

import com.linecorp.armeria.common.HttpHeadersBuilder;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.QueryParams;
import com.linecorp.armeria.server.ServiceRequestContext;
import com.linecorp.armeria.server.ServiceRequestContextWrapper;
import io.netty.util.AttributeKey;
import java.net.URI;
import java.util.Iterator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The context of a call in process: the client, event loop and time limits of the page that calls, but a request, path parameters
 * and attributes of its own. Headers that the operation adds to its response are dropped.
 */
final class LocalRequestContext extends ServiceRequestContextWrapper {
    private final HttpRequest request;
    private final LocalCall call;
    private final Map<AttributeKey<?>, Object> attributes = new ConcurrentHashMap<>();

    LocalRequestContext(ServiceRequestContext page, HttpRequest request, LocalCall call) {
        super(page);
        this.request = request;
        this.call = call;
    }

    @Override
    public HttpRequest request() {
        return request;
    }

    @Override
    public HttpMethod method() {
        return call.method();
    }

    @Override
    public String path() {
        return call.rawPath();
    }

    @Override
    public String decodedPath() {
        return call.rawPath();
    }

    @Override
    public String rawPath() {
        return request.path();
    }

    @Override
    public String mappedPath() {
        return call.rawPath();
    }

    @Override
    public String decodedMappedPath() {
        return call.rawPath();
    }

    @Override
    public @Nullable String query() {
        return call.query().isEmpty() ? null : call.query().toQueryString();
    }

    @Override
    public URI uri() {
        return request.uri();
    }

    @Override
    public Map<String, String> pathParams() {
        return call.path();
    }

    @Override
    public @Nullable String pathParam(String name) {
        return call.path().get(name);
    }

    @Override
    public QueryParams queryParams() {
        return call.query();
    }

    @Override
    public @Nullable String queryParam(String name) {
        return call.query().get(name);
    }

    @Override
    @SuppressWarnings("unchecked") // Each key has the type of its value.
    public <V> @Nullable V attr(AttributeKey<V> key) {
        return (V) attributes.get(key);
    }

    @Override
    public <V> @Nullable V ownAttr(AttributeKey<V> key) {
        return attr(key);
    }

    @Override
    public boolean hasAttr(AttributeKey<?> key) {
        return attributes.containsKey(key);
    }

    @Override
    public boolean hasOwnAttr(AttributeKey<?> key) {
        return attributes.containsKey(key);
    }

    @Override
    public Iterator<Map.Entry<AttributeKey<?>, Object>> attrs() {
        return attributes.entrySet().iterator();
    }

    @Override
    public Iterator<Map.Entry<AttributeKey<?>, Object>> ownAttrs() {
        return attrs();
    }

    @Override
    @SuppressWarnings("unchecked") // Each key has the type of its value.
    public <V> @Nullable V setAttr(AttributeKey<V> key, @Nullable V value) {
        return (V) (value == null ? attributes.remove(key) : attributes.put(key, value));
    }

    /** The page bounds its own body. */
    @Override
    public void setMaxRequestLength(long maxRequestLength) {}

    @Override
    public void setAdditionalResponseHeader(CharSequence name, Object value) {}

    @Override
    public void addAdditionalResponseHeader(CharSequence name, Object value) {}

    @Override
    public void mutateAdditionalResponseHeaders(Consumer<HttpHeadersBuilder> mutator) {}
}
