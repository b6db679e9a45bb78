using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Auditing;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Management;
using LlmFunctions.Json;
using LlmFunctions.Management;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Management of gateway keys. What is answered to a dry run has neither an id nor a key, where it would be a new one.</summary>
public sealed class ManageKeys(GatewayEndpoint endpoint, GatewayKeyIssuer issuer, IGatewayKeyStore store, AuditTrail trail, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;
    private const string IfMatch = "If-Match";
    private const long DefaultOverlap = 24 * 60 * 60;

    [Function("CreateKey")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            CreateKeyRequest wanted = await ReadAsync(request, ManageJson.Strict.CreateKeyRequest, cancellationToken);
            (GatewayKey record, string key) = issuer.Make(wanted.ToWish(), caller.Rights);
            if (ChangeReader.IsDryRun(request))
            {
                return Tried(record);
            }

            AuditedChange change = new("key.create", TargetOf(record), After: Describe(record));
            await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.AddAsync(record, cancellationToken), cancellationToken);
            return Created(record, key);
        });

    [Function("ListKeys")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (_, cancellationToken) =>
        {
            IReadOnlyList<GatewayKey> keys = await store.ListAsync(request.Query.Text("app"), cancellationToken);
            return TypedResults.Json(new KeyList { Data = [.. keys.Select(KeyEntry.Of)] }, ManageJson.Default.KeyList);
        });

    [Function("GetKey")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/keys/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (_, cancellationToken) =>
            One(request, await FindAsync(id, cancellationToken)));

    [Function("ChangeKey")]
    public Task<IResult> Change([HttpTrigger(AuthorizationLevel.Anonymous, "put", "patch", Route = "api/v1/manage/keys/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            GatewayKey key = await FindAsync(id, cancellationToken);
            CheckMatch(request, key, isNeeded: true);
            GatewayKey changed = issuer.Change(key, await WishAsync(request, key, cancellationToken), caller.Rights);
            AuditedChange change = new("key.update", TargetOf(key), Describe(key), Describe(changed));
            bool isSame = change.Before == change.After;
            return isSame || ChangeReader.IsDryRun(request) ? One(request, isSame ? key : changed with { Version = null }) : One(request, await trail.RunAsync(
                AuditActors.Of(request, caller),
                change,
                async () => await store.ChangeAsync(changed, cancellationToken)
                    ?? throw new GatewayException(ErrorKind.PreconditionFailed, "The key was changed meanwhile: read it again.", IfMatch),
                cancellationToken));
        });

    [Function("RotateKey")]
    public Task<IResult> Rotate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys/{id}/rotate")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            RotateKeyRequest wanted = await ReadAsync(request, ManageJson.Strict.RotateKeyRequest, cancellationToken);
            GatewayKey old = await FindAsync(id, cancellationToken);
            TimeSpan overlap = TimeSpan.FromSeconds(Math.Clamp(wanted.OverlapSeconds ?? DefaultOverlap, -1, int.MaxValue));
            (GatewayKey record, string key, DateTimeOffset oldExpiresAt) = issuer.Replace(old, overlap, wanted.ExpiresAt, caller.Rights);
            if (ChangeReader.IsDryRun(request))
            {
                return Tried(record);
            }

            AuditedChange change = new(
                "key.rotate", TargetOf(old), Describe(old), $"{{\"old\":{Describe(old with { ExpiresAt = oldExpiresAt })},\"new\":{Describe(record)}}}");
            await trail.RunAsync(
                AuditActors.Of(request, caller),
                change,
                async () => await store.ReplaceAsync(old, oldExpiresAt, record, cancellationToken)
                    ? true
                    : throw new GatewayException(ErrorKind.InvalidRequest, "The key was changed, rotated or revoked meanwhile.", "id"),
                cancellationToken);
            return Created(record, key);
        });

    [Function("RevokeKey")]
    public Task<IResult> Revoke([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/manage/keys/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            GatewayKey key = await FindAsync(id, cancellationToken);
            CheckMatch(request, key, isNeeded: false);
            DateTimeOffset now = timeProvider.GetUtcNow();
            GatewayKey revoked = key with { RevokedAt = key.RevokedAt ?? now };
            if (ChangeReader.IsDryRun(request))
            {
                return Tried(revoked);
            }

            if (key.RevokedAt is null)
            {
                AuditedChange change = new("key.revoke", TargetOf(key), Describe(key), Describe(revoked));
                await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.RevokeAsync(id, now, cancellationToken), cancellationToken);
            }

            return TypedResults.NoContent();
        });

    private static string TargetOf(GatewayKey key) => $"keys/{key.Id}";

    private static string Describe(GatewayKey key) => JsonSerializer.Serialize(KeyEntry.Of(key) with { Etag = null }, ManageJson.Default.KeyEntry);

    /// <summary>Whoever changes a key has read it. To revoke one, that is not needed: it may have to be done at once.</summary>
    private static void CheckMatch(HttpRequest request, GatewayKey key, bool isNeeded)
    {
        if (ChangeReader.IfMatch(request) is not { } match)
        {
            if (isNeeded)
            {
                throw new GatewayException(ErrorKind.PreconditionRequired, "Send the ETag of the key that this change is made of as If-Match; * for whatever is there.", IfMatch);
            }
        }
        else if (match != "*" && match != KeyEntry.TagOf(key))
        {
            throw new GatewayException(ErrorKind.PreconditionFailed, "The key is not as If-Match says: read it again.", IfMatch);
        }
    }

    private static async Task<KeyWish> WishAsync(HttpRequest request, GatewayKey key, CancellationToken cancellationToken)
    {
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, LargestBody, cancellationToken);
        ChangeKeyRequest wanted = RequestJson.Parse(body, ManageJson.Strict.ChangeKeyRequest);
        if (HttpMethods.IsPatch(request.Method))
        {
            // What a patch has was checked with its names and types; what it does not have is as it was.
            JsonElement before = JsonSerializer.SerializeToElement(ChangeKeyRequest.Of(key), ManageJson.Default.ChangeKeyRequest);
            wanted = MergePatch.Apply(before, JsonElement.Parse(body.Span)).Deserialize(ManageJson.Strict.ChangeKeyRequest)!;
        }

        return wanted.ToWish();
    }

    private static JsonHttpResult<KeyEntry> One(HttpRequest request, GatewayKey key)
    {
        if (KeyEntry.TagOf(key) is { } tag)
        {
            request.HttpContext.Response.Headers.ETag = $"\"{tag}\"";
        }

        return TypedResults.Json(KeyEntry.Of(key), ManageJson.Default.KeyEntry);
    }

    private static JsonHttpResult<KeyEntry> Tried(GatewayKey key) =>
        TypedResults.Json(KeyEntry.Of(key.Version is null ? key with { Id = "", Prefix = "" } : key) with { Etag = null }, ManageJson.Default.KeyEntry);

    private static JsonHttpResult<KeyEntry> Created(GatewayKey record, string key) =>
        TypedResults.Json(KeyEntry.Of(record) with { Key = key }, ManageJson.Default.KeyEntry, statusCode: StatusCodes.Status201Created);

    private static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class => RequestJson.Parse(await RequestBody.ReadAsync(request, LargestBody, cancellationToken), type);

    private async Task<GatewayKey> FindAsync(string id, CancellationToken cancellationToken) =>
        (GatewayKeyText.IsId(id) ? await store.FindAsync(id, cancellationToken) : null)
            ?? throw new GatewayException(ErrorKind.NotFound, "There is no gateway key of this id.", "id");
}
