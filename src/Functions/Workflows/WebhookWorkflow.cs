using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Webhooks;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.Functions.Workflows;

/// <summary>The last part of every workflow: tells the end of the job, again and again until it is taken or given up.</summary>
public sealed class WebhookWorkflow(WebhookJobs jobs)
{
    private const string Deliver = "DeliverWebhook";

    /// <summary>For orchestrators, when the job has come to its end.</summary>
    public static async Task TellAsync(TaskOrchestrationContext context, JobRef job, bool hasWebhook)
    {
        WebhookStep step = new(job, 0, TimeSpan.Zero, IsLast: !hasWebhook);
        while (!step.IsLast)
        {
            if (step.Wait > TimeSpan.Zero)
            {
                await context.CreateTimer(step.Wait, CancellationToken.None);
            }

            step = await context.CallActivityAsync<WebhookStep>(Deliver, step, WorkflowOptions.Repeated);
        }
    }

    [Function(Deliver)]
    public Task<WebhookStep> DeliverAsync([ActivityTrigger] WebhookStep step, CancellationToken cancellationToken) => jobs.DeliverAsync(step, cancellationToken);
}
