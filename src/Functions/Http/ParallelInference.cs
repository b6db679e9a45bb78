using LlmFunctions.Configuration;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Responses;
using LlmFunctions.ParallelInference;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>One conversation for several models at once.</summary>
public sealed class ParallelInference(
    GatewayEndpoint endpoint, ParallelRunner runner, GatewayOptions options, TimeProvider timeProvider, ILogger<ParallelInference> logger)
{
    [Function("ParallelInference")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/parallel")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Chat, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ParallelRequest read = ParallelRequestReader.Read(body, OpenAIClientDialect.Instance, options.ParallelMaxModels);
            ParallelCall call = new(request.HttpContext.TraceIdentifier, caller, RequestWishes.Of(request), read);
            if (read.Stream)
            {
                return new ParallelStreamResult(runner, call, options.PingInterval, timeProvider, logger);
            }

            List<ParallelResult> results = [];
            await foreach (ParallelResult result in runner.RunAsync(call, cancellationToken))
            {
                results.Add(result);
            }

            ParallelResponse response = await runner.FinishAsync(call, results, cancellationToken);
            return TypedResults.Json(response, ParallelJson.Relaxed.ParallelResponse);
        });
}
