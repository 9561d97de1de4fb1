package io.twinkeep.core.objectstore;

import io.twinkeep.core.errors.Missing;
import io.twinkeep.core.errors.Refused;
import java.time.InstantSource;

/**
 * One bucket in its roles: its objects, their history, and what it was set up for. All share the connections of this
 * object, which {@link #close()}, or closing the objects, ends.
 */
public final class S3Bucket implements AutoCloseable {
    private final S3Config config;
    private final S3Http http;
    private final S3ObjectStore objects;

    /** @param clock for signatures */
    public S3Bucket(S3Config config, InstantSource clock) {
        this.config = config;
        this.http = new S3Http(config, clock);
        this.objects = new S3ObjectStore(http, config.lockDays());
    }

    public ObjectStore objects() {
        return objects;
    }

    /** Of use in a versioned bucket only; elsewhere each object has the one version {@code null}. */
    public ObjectHistory history() {
        return new S3ObjectHistory(http, objects);
    }

    /** Stores that don't know of versions or locks have neither. */
    public BucketFeatures features() {
        return new BucketFeatures(isVersioned(), hasObjectLock());
    }

    private boolean isVersioned() {
        try {
            return configuration("versioning").field("Status").orElse("").equals("Enabled");
        } catch (Refused e) {
            objects.now(); // throws what is wrong, if it isn't only that the store lacks versions
            return false;
        }
    }

    private boolean hasObjectLock() {
        try {
            return configuration("object-lock")
                    .field("ObjectLockEnabled")
                    .orElse("")
                    .equals("Enabled");
        } catch (Refused | Missing e) {
            objects.now(); // throws what is wrong, if it isn't only that there is no lock
            return false;
        }
    }

    private S3Document configuration(String name) {
        var request = S3Request.ofBucket("GET").withQuery(name, "");
        return http.exchange(request, "could not read the " + name + " settings of", S3Document::read);
    }

    /**
     * Makes the bucket.
     *
     * @throws io.twinkeep.core.errors.BackupException also if it exists already
     */
    public void create(BucketFeatures features) {
        var request = S3Request.ofBucket("PUT");
        if (features.objectLock()) {
            request = request.withHeader("x-amz-bucket-object-lock-enabled", "true");
        }
        if (!config.region().equals("us-east-1")) {
            request = request.withBody(xml("<CreateBucketConfiguration><LocationConstraint>" + config.region()
                    + "</LocationConstraint></CreateBucketConfiguration>"));
        }
        http.exchange(request, "could not make bucket", answer -> null);
        if (features.versioned() && !features.objectLock()) {
            enableVersioning();
        }
    }

    private void enableVersioning() {
        var request = S3Request.ofBucket("PUT")
                .withQuery("versioning", "")
                .withBody(xml("<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"));
        http.exchange(request, "could not turn on versions of", answer -> null);
    }

    private static WindowBody xml(String text) {
        return new WindowBody(ObjectBody.of(text));
    }

    @Override
    public String toString() {
        return http.address();
    }

    @Override
    public void close() {
        http.close();
    }
}
