package dev.tidings.server.app;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import dev.tidings.server.json.JsonReader;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import org.jspecify.annotations.Nullable;

/**
 * JSON for gRPC, which only the page at /docs speaks: its codecs are compiled when they are first asked for, because that
 * takes as long as all the rest of a start.
 */
final class JsonOnDemand implements GrpcJsonMarshaller {
    private final ServiceDescriptor service;
    private volatile @Nullable GrpcJsonMarshaller made;

    JsonOnDemand(ServiceDescriptor service) {
        this.service = service;
    }

    @Override
    public <T> void serializeMessage(Marshaller<T> marshaller, T message, OutputStream out) throws IOException {
        json().serializeMessage(marshaller, message, out);
    }

    @Override
    public <T> T deserializeMessage(Marshaller<T> marshaller, InputStream in) throws IOException {
        byte[] body = in.readAllBytes();
        try {
            // The codecs stop at the end of the first value and would take whatever follows it.
            JsonReader.read(body, JsonOnDemand::skip);
            return json().deserializeMessage(marshaller, new ByteArrayInputStream(body));
        } catch (IOException | RuntimeException malformed) {
            // Its message would repeat what stands there, which may be a secret.
            throw Status.INVALID_ARGUMENT
                    .withDescription("the body is not the JSON of this message")
                    .asRuntimeException();
        }
    }

    private static boolean skip(JsonReader json) throws IOException {
        json.skip();
        return true;
    }

    private GrpcJsonMarshaller json() {
        GrpcJsonMarshaller known = made;
        if (known != null) {
            return known;
        }
        synchronized (this) {
            GrpcJsonMarshaller fresh = made == null ? GrpcJsonMarshaller.of(service) : made;
            made = fresh;
            return fresh;
        }
    }
}
