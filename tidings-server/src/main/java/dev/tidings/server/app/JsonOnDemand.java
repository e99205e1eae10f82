package dev.tidings.server.app;

import com.linecorp.armeria.common.grpc.GrpcJsonMarshaller;
import dev.tidings.core.problem.Problem;
import dev.tidings.core.problem.ProblemCode;
import dev.tidings.http.GrpcProblems;
import dev.tidings.json.JsonReader;
import io.grpc.MethodDescriptor.Marshaller;
import io.grpc.ServiceDescriptor;
import io.grpc.Status;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * JSON for gRPC, the page at /docs and manual calls. The codecs are compiled on first use, because that takes as
 * long as the rest of the start. Unknown fields are refused, as over REST: a mistyped filter would match
 * everything.
 */
final class JsonOnDemand implements GrpcJsonMarshaller {
    /** The message of protobuf-jackson. */
    private static final Pattern UNKNOWN_FIELD =
            Pattern.compile("Cannot find field: (\\w{1,50}) in message tidings\\.v1\\.(\\w+)");

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
            // The codecs would ignore anything after the first value.
            JsonReader.read(body, JsonOnDemand::skip);
            return json().deserializeMessage(marshaller, new ByteArrayInputStream(body));
        } catch (IOException | RuntimeException malformed) {
            throw refused(String.valueOf(malformed.getMessage()));
        }
    }

    /** Other messages would quote the body, which may contain secrets. */
    private static RuntimeException refused(String said) {
        Matcher unknown = UNKNOWN_FIELD.matcher(said);
        if (!unknown.find()) {
            return Status.INVALID_ARGUMENT
                    .withDescription("the body is not valid JSON for this message")
                    .asRuntimeException();
        }
        return GrpcProblems.exception(Problem.at(
                ProblemCode.UNKNOWN_FIELD,
                unknown.group(1),
                "not a field of " + unknown.group(2),
                "the fields of tidings.v1." + unknown.group(2)));
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
            GrpcJsonMarshaller fresh = made == null
                    ? GrpcJsonMarshaller.builder()
                            .jsonMarshallerCustomizer(json -> json.ignoringUnknownFields(false))
                            .build(service)
                    : made;
            made = fresh;
            return fresh;
        }
    }
}
