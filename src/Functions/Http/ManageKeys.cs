using System.Text.Json;
using LlmFunctions.Auditing;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Management of gateway keys; needs the admin key.</summary>
public sealed class ManageKeys(GatewayEndpoint endpoint, GatewayKeyIssuer issuer, IGatewayKeyStore store, AuditTrail trail, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;

    [Function("CreateKey")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsAdminAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
        {
            CreateKeyRequest wanted = Read(await RequestBody.ReadAsync(request, LargestBody, cancellationToken));
            (GatewayKey record, string key) = issuer.Make(wanted.App, wanted.Name, wanted.ExpiresAt);
            AuditedChange change = new("key.create", TargetOf(record), After: Describe(record));
            await trail.RunAsync(AuditActors.Of(request, caller), change, () => store.AddAsync(record, cancellationToken), cancellationToken);
            return TypedResults.Json(KeyEntry.Of(record) with { Key = key }, ManageJson.Default.KeyEntry, statusCode: StatusCodes.Status201Created);
        });

    [Function("ListKeys")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsAdminAsync(request, OpenAIClientDialect.Instance, async cancellationToken =>
        {
            string? app = request.Query["app"];
            IReadOnlyList<GatewayKey> keys = await store.ListAsync(string.IsNullOrEmpty(app) ? null : app, cancellationToken);
            return TypedResults.Json(new KeyList { Data = [.. keys.Select(KeyEntry.Of)] }, ManageJson.Default.KeyList);
        });

    [Function("RevokeKey")]
    public Task<IResult> Revoke([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/v1/manage/keys/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsAdminAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
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

    private async Task<GatewayKey> FindAsync(string id, CancellationToken cancellationToken) =>
        (GatewayKeyText.IsId(id) ? await store.FindAsync(id, cancellationToken) : null)
            ?? throw new GatewayException(ErrorKind.NotFound, "There is no gateway key of this id.", "id");

    private static CreateKeyRequest Read(ReadOnlyMemory<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body.Span, ManageJson.Strict.CreateKeyRequest)
                ?? throw new GatewayException(ErrorKind.InvalidRequest, "The body must be a JSON object.");
        }
        catch (JsonException exception)
        {
            throw JsonErrors.Explain(exception, body.Span);
        }
    }
}
