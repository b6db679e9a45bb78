using LlmFunctions.Batches;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Dialects.OpenAI;
using LlmFunctions.Functions.Workflows.Batches;
using LlmFunctions.Jobs;
using LlmFunctions.Routing;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Http;

/// <summary>OpenAI's batches.</summary>
public sealed class BatchesApi(GatewayEndpoint endpoint, BatchIntake intake, BatchLibrary library, BatchCancellation cancellation, BatchStarter starter)
{
    private const int LargestBody = 64 * 1024;
    private const int UsuallyListed = 20;
    private const int MostListed = 100;

    [Function("CreateBatch")]
    public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/batches")] HttpRequest request, [DurableClient] DurableTaskClient workflows) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
        {
            ReadOnlyMemory<byte> body = await RequestBody.ReadAsync(request, LargestBody, cancellationToken);
            Batch batch = await intake.AcceptAsync(caller, body, request.Headers[IdempotencyKey.Header], OriginOf(request) with { AllowedModels = caller.AllowedModels }, cancellationToken);
            await starter.StartAsync(workflows, batch, cancellationToken);
            return Json(batch);
        });

    [Function("GetBatch")]
    public Task<IResult> Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/batches/{id}")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) => Json(await library.GetAsync(caller.App, id, cancellationToken)));

    [Function("ListBatches")]
    public Task<IResult> List([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "v1/batches")] HttpRequest request) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
        {
            ListQuery query = ListQuery.Read(request.Query, UsuallyListed, MostListed);
            IReadOnlyList<Batch> batches = await library.ListAsync(caller.App, query.After, query.Limit + 1, cancellationToken);
            return TypedResults.Json(ListOf<BatchObject>.Of([.. batches.Select(BatchObject.Of)], query.Limit, static batch => batch.Id), BatchesJson.Default.ListOfBatchObject);
        });

    [Function("CancelBatch")]
    public Task<IResult> Cancel([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/batches/{id}/cancel")] HttpRequest request, string id) =>
        endpoint.RunAsync(request, OpenAIClientDialect.Instance, Rights.Jobs, async (caller, cancellationToken) =>
        {
            await cancellation.RunAsync(caller.App, id, cancellationToken);
            return Json(await library.GetAsync(caller.App, id, cancellationToken));
        });

    private static BatchOrigin OriginOf(HttpRequest request) => new()
    {
        Strategy = request.Headers[RoutingWishes.StrategyHeader],
        MaxCost = request.Headers[RoutingWishes.MaxCostHeader],
        Timeout = request.Headers[RoutingWishes.TimeoutHeader],
        ClientAddress = ClientAddress.Of(request),
        Headers = AnthropicClientDialect.ForwardedHeaders
            .Where(request.Headers.ContainsKey)
            .ToDictionary(static name => name, name => string.Join(',', request.Headers[name].ToArray())),
    };

    private static JsonHttpResult<BatchObject> Json(Batch batch) => TypedResults.Json(BatchObject.Of(batch), BatchesJson.Default.BatchObject);
}
