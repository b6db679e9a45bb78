using LlmFunctions.Configuration;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Errors;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Jobs;
using LlmFunctions.ParallelInference;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;
using Microsoft.Extensions.Logging;

namespace LlmFunctions.Functions.Http;

/// <summary>One conversation for several models at once.</summary>
public sealed class ParallelInference(
    GatewayEndpoint endpoint, ParallelRunner runner, JobRunner jobs, GatewayOptions options, TimeProvider timeProvider, ILogger<ParallelInference> logger)
{
    private static readonly TimeSpan UsualWait = TimeSpan.FromSeconds(60);

    [Function("ParallelInference")]
    public Task<IResult> Run(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api/v1/parallel")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, async (caller, cancellationToken) =>
        {
            OpenAIClientDialect dialect = OpenAIClientDialect.Instance;
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, options.MaxRequestBytes, cancellationToken);
            ParallelRequest read = ParallelRequestReader.Read(body, dialect, options.ParallelMaxModels);
            if (!read.Durable)
            {
                return await RunInlineAsync(request, caller, read, cancellationToken);
            }

            Preferences preferences = Preferences.Of(request);
            Job job = jobs.CreateJob(request, caller, JobKinds.Parallel, dialect.Name, string.Join(", ", read.Models));
            TimeSpan wait = preferences.Wait ?? (preferences.RespondAsync ? TimeSpan.Zero : UsualWait);
            return await jobs.RunAsync(request, client, job, body, wait, cancellationToken);
        });

    private async Task<IResult> RunInlineAsync(HttpRequest request, Caller caller, ParallelRequest read, CancellationToken cancellationToken)
    {
        JobRunner.RefuseWebhook(request);
        if (!string.IsNullOrEmpty(request.Headers[IdempotencyKey.Header]))
        {
            throw new GatewayException(ErrorKind.InvalidRequest, $"The header '{IdempotencyKey.Header}' works with 'durable' only: nothing else is remembered.", IdempotencyKey.Header);
        }

        ParallelCall call = new(request.HttpContext.TraceIdentifier, caller, RequestWishes.Of(request), read) { ClientAddress = ClientAddress.Of(request) };
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
    }
}
