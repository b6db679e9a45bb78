using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Tests.LocalHost.Durable.Support;

internal static class Flows
{
    [Function("FanOut")]
    public static async Task<int[]> FanOut([OrchestrationTrigger] TaskOrchestrationContext context) =>
        await Task.WhenAll(Enumerable.Range(0, context.GetInput<int>()).Select(i => context.CallActivityAsync<int>("Double", i)));

    [Function("Retry")]
    public static Task<string> Retry([OrchestrationTrigger] TaskOrchestrationContext context, int failures) =>
        context.CallActivityAsync<string>("Flaky", failures, TaskOptions.FromRetryPolicy(new RetryPolicy(3, TimeSpan.FromMilliseconds(1))));

    [Function("Parent")]
    public static async Task<string> Parent([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var child = new SubOrchestrationOptions { InstanceId = context.InstanceId + "-child" };
        var doubled = await context.CallSubOrchestratorAsync<int[]>("FanOut", 3, child);
        try
        {
            await context.CallSubOrchestratorAsync<string>("Retry", 99);
            return "not reached";
        }
        catch (TaskFailedException e)
        {
            return $"{string.Join(",", doubled)} {e.TaskName}";
        }
    }

    [Function("Waiting")]
    public static async Task<string> Waiting([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        context.SetCustomStatus("waits");
        return await context.WaitForExternalEvent<string>("go") + await context.WaitForExternalEvent<string>("go");
    }

    [Function("Counting")]
    public static async Task<int> Counting([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var count = await context.CallActivityAsync<int>("Double", context.GetInput<int>());
        if (count < 64)
        {
            context.ContinueAsNew(count);
        }

        return count;
    }

    [Function("Sleeping")]
    public static async Task<double> Sleeping([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        var before = context.CurrentUtcDateTime;
        await context.CreateTimer(TimeSpan.FromDays(1), CancellationToken.None);
        return (context.CurrentUtcDateTime - before).TotalDays;
    }

    [Function("Gate")]
    public static Task<string> Gate([OrchestrationTrigger] TaskOrchestrationContext context) =>
        context.CallActivityAsync<string>("Gated", context.GetInput<Order>());

    [Function("EchoTwice")]
    public static async Task<string> EchoTwice([OrchestrationTrigger] TaskOrchestrationContext context, string text) =>
        await context.CallActivityAsync<string>("Echo", text) + await context.CallActivityAsync<string>("Echo", text);

    [Function("Start")]
    public static async Task<IResult> Start(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "start")] HttpRequest request, [DurableClient] DurableTaskClient client) =>
        Results.Text(await client.ScheduleNewOrchestrationInstanceAsync("FanOut", 2, request.HttpContext.RequestAborted));
}
