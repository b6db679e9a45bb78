using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using LlmFunctions.Auditing;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Management of gateway keys.</summary>
public sealed class ManageKeys(GatewayEndpoint endpoint, GatewayKeyIssuer issuer, IGatewayKeyStore store, AuditTrail trail, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;
    private const long DefaultOverlap = 24 * 60 * 60;

    [Function("CreateKey")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            CreateKeyRequest wanted = await ReadAsync(request, ManageJson.Strict.CreateKeyRequest, cancellationToken);
            (GatewayKey record, string key) = issuer.Make(wanted.ToWish(), caller.Rights);
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
            TypedResults.Json(KeyEntry.Of(await FindAsync(id, cancellationToken)), ManageJson.Default.KeyEntry));

    [Function("RotateKey")]
    public Task<IResult> Rotate([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys/{id}/rotate")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            RotateKeyRequest wanted = await ReadAsync(request, ManageJson.Strict.RotateKeyRequest, cancellationToken);
            GatewayKey old = await FindAsync(id, cancellationToken);
            TimeSpan overlap = TimeSpan.FromSeconds(Math.Clamp(wanted.OverlapSeconds ?? DefaultOverlap, -1, int.MaxValue));
            (GatewayKey record, string key, DateTimeOffset oldExpiresAt) = issuer.Replace(old, overlap, wanted.ExpiresAt, caller.Rights);
            AuditedChange change = new(
                "key.rotate", TargetOf(old), Describe(old), $"{{\"old\":{Describe(old with { ExpiresAt = oldExpiresAt })},\"new\":{Describe(record)}}}");
            await trail.RunAsync(
                AuditActors.Of(request, caller),
                change,
                async () => await store.ReplaceAsync(old, oldExpiresAt, record, cancellationToken)
                    ? true
                    : throw new GatewayException(ErrorKind.InvalidRequest, "The key was revoked or rotated meanwhile.", "id"),
                cancellationToken);
            return Created(record, key);
        });

    [Function("RevokeKey")]
    public Task<IResult> Revoke([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/manage/keys/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.SystemConfig, async (caller, cancellationToken) =>
        {
            GatewayKey key = await FindAsync(id, cancellationToken);
            if (key.RevokedAt is null)
            {
                DateTimeOffset now = timeProvider.GetUtcNow();
                AuditedChange change = new("key.revoke", TargetOf(key), Describe(key), Describe(key with { RevokedAt = now }));
                await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.RevokeAsync(id, now, cancellationToken), cancellationToken);
            }

            return TypedResults.NoContent();
        });

    private static string TargetOf(GatewayKey key) => $"keys/{key.Id}";

    private static string Describe(GatewayKey key) => JsonSerializer.Serialize(KeyEntry.Of(key), ManageJson.Default.KeyEntry);

    private static JsonHttpResult<KeyEntry> Created(GatewayKey record, string key) =>
        TypedResults.Json(KeyEntry.Of(record) with { Key = key }, ManageJson.Default.KeyEntry, statusCode: StatusCodes.Status201Created);

    private static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, LargestBody, cancellationToken);
        JsonErrors.RefuseBrokenText(body.Span);
        try
        {
            return JsonSerializer.Deserialize(body.Span, type) ?? throw new GatewayException(ErrorKind.InvalidRequest, "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, body.Span);
        }
    }

    private async Task<GatewayKey> FindAsync(string id, CancellationToken cancellationToken) =>
        (GatewayKeyText.IsId(id) ? await store.FindAsync(id, cancellationToken) : null)
            ?? throw new GatewayException(ErrorKind.NotFound, "There is no gateway key of this id.", "id");
}
