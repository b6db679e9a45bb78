using LlmFunctions.Auditing;
using LlmFunctions.Configuration;
using LlmFunctions.Dialects.Ollama;
using LlmFunctions.Functions.Responses;
using LlmFunctions.ModelManagement;
using LlmFunctions.Providers;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>Fetches and deletes the models of an Ollama behind the gateway.</summary>
public sealed class OllamaDisk(
    GatewayEndpoint endpoint, ModelManager manager, AuditTrail trail, GatewayOptions options, TimeProvider timeProvider, ILogger<OllamaDisk> logger)
{
    private static readonly ReadOnlyMemory<byte> Success = """{"status":"success"}"""u8.ToArray();

    [Function("OllamaPull")]
    public Task<IResult> Pull([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/pull")] HttpRequest request) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.EditProviders, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            OllamaPullRequest wanted = OllamaPullReader.Read(body);
            (Provider provider, string model) = manager.Find(wanted.Model, wanted.Provider);
            IAsyncEnumerable<PullStep> steps = trail.RunAsync(
                AuditActors.Of(request, caller), Change("model.pull", provider, model), manager.PullAsync(provider, body, model, cancellationToken), cancellationToken);
            if (wanted.IsStreaming)
            {
                return await PullResult.BeginAsync(steps, options.PingInterval, timeProvider, logger);
            }

            await foreach (PullStep _ in steps)
            {
                // Only the end counts; it throws where that is not good.
            }

            return TypedResults.Bytes(Success, "application/json");
        });

    [Function("OllamaDelete")]
    public Task<IResult> Delete([HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api/delete")] HttpRequest request) =>
        endpoint.RunAsync(request, OllamaClientDialect.Chat, Rights.EditProviders, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            OllamaPullRequest wanted = OllamaPullReader.Read(body);
            (Provider provider, string model) = manager.Find(wanted.Model, wanted.Provider);
            await trail.RunAsync(
                AuditActors.Of(request, caller), Change("model.delete", provider, model), () => manager.DeleteAsync(provider, model, cancellationToken), cancellationToken);
            return TypedResults.Ok();
        });

    private static AuditedChange Change(string action, Provider provider, string model) => new(action, $"providers/{provider.Name}/models/{model}");
}
