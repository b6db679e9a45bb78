using LlmFunctions.Dialects;
using LlmFunctions.Jobs;
using LlmFunctions.Jobs.Chat;
using LlmFunctions.Pipeline;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.DurableTask.Client;

namespace LlmFunctions.Functions.Http;

/// <summary>Takes in chat calls that are answered later.</summary>
public sealed class ChatJobRunner(JobRunner runner, ChatJobs jobs)
{
    public Task<IResult> RunAsync(
        HttpRequest request, DurableTaskClient client, IClientDialect dialect, Caller caller, ClientRequest read, ReadOnlyMemory<byte> body, CancellationToken cancellationToken)
    {
        ChatCall call = new() { RequestId = request.HttpContext.TraceIdentifier, Caller = caller, Dialect = dialect, Request = read, Wishes = RequestWishes.Of(request) };
        jobs.Check(call);
        string? model = read.Chat.Model ?? (read.Chat.Models is { } chain ? string.Join(", ", chain) : null);
        Job job = runner.CreateJob(request, caller, JobKinds.Chat, dialect.Name, model) with { Headers = read.Headers };
        return runner.RunAsync(request, client, job, body, Preferences.Of(request).Wait ?? TimeSpan.Zero, cancellationToken);
    }
}
