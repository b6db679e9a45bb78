using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Chat;
using Microsoft.Azure.Functions.Worker;
using Microsoft.DurableTask;

namespace LlmFunctions.Functions.Workflows;

/// <summary>An answer to a conversation that nobody waits for: candidate after candidate, with durable waits between them.</summary>
public sealed class ChatWorkflow(ChatJobs jobs) : IJobWorkflow
{
    public const string Name = "ChatJob";

    private const string Plan = "PlanChatJob";
    private const string Try = "TryChatCandidate";

    public string Kind => JobKinds.Chat;

    public string Orchestrator => Name;

    public Task<object> MakeInputAsync(Job job, CancellationToken cancellationToken) =>
        Task.FromResult<object>(new ChatWork(new JobRef(job.App, job.Id), job.Webhook is not null));

    [Function(Name)]
    public static async Task RunAsync([OrchestrationTrigger] TaskOrchestrationContext context)
    {
        ChatWork work = context.GetInput<ChatWork>()!;
        ChatStep step = new() { Job = work.Job };
        while (!step.IsLast)
        {
            if (step.Wait > TimeSpan.Zero)
            {
                await context.CreateTimer(step.Wait, CancellationToken.None);
            }

            step = await context.CallActivityAsync<ChatStep>(step.IsPlanned ? Try : Plan, step, WorkflowOptions.Repeated);
        }

        await WebhookWorkflow.TellAsync(context, work.Job, work.HasWebhook);
    }

    [Function(Plan)]
    public Task<ChatStep> PlanAsync([ActivityTrigger] ChatStep step, CancellationToken cancellationToken) => jobs.PlanAsync(step, cancellationToken);

    [Function(Try)]
    public Task<ChatStep> TryAsync([ActivityTrigger] ChatStep step, CancellationToken cancellationToken) => jobs.TryAsync(step, cancellationToken);
}
