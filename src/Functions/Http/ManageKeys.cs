using System.Text.Json;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Json;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace LlmFunctions.Functions.Http;

/// <summary>Management of gateway keys; needs the admin key.</summary>
public sealed class ManageKeys(GatewayEndpoint endpoint, GatewayKeyIssuer issuer, IGatewayKeyStore store, TimeProvider timeProvider)
{
    private const int LargestBody = 16 * 1024;

    [Function("CreateKey")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/manage/keys")] HttpRequest request) =>
        endpoint.RunAsAdminAsync(request, OpenAIClientDialect.Instance, async cancellationToken =>
        {
            CreateKeyRequest wanted = Read(await RequestBody.ReadAsync(request, LargestBody, cancellationToken));
            (GatewayKey record, string key) = await issuer.IssueAsync(wanted.App, wanted.Name, wanted.ExpiresAt, cancellationToken);
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
        endpoint.RunAsAdminAsync(request, OpenAIClientDialect.Instance, async cancellationToken =>
            GatewayKeyText.IsId(id) && await store.RevokeAsync(id, timeProvider.GetUtcNow(), cancellationToken)
                ? TypedResults.NoContent()
                : throw new GatewayException(ErrorKind.NotFound, "There is no gateway key of this id.", "id"));

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
