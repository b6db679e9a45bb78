using LlmFunctions.Configuration;
using LlmFunctions.Pipeline;

namespace LlmFunctions.Guardrails;

/// <summary>
/// Applies the rules of the caller's app to what is asked and to what is answered. It stands before everything that looks at the prompt, so that what is kept from providers
/// is in no kept answer either. An app without rules passes by.
/// </summary>
internal sealed class GuardStage(Guards guards) : ICallStage
{
    public Task<CallAnswer> RunAsync(GatewayCall call, CallNext next, CancellationToken cancellationToken) =>
        guards.OptionsOf(call.Caller.App) is { } options ? RunGuardedAsync(call, options, next, cancellationToken) : next(call, cancellationToken);

    private async Task<CallAnswer> RunGuardedAsync(GatewayCall call, GuardOptions options, CallNext next, CancellationToken cancellationToken)
    {
        Guard guard = guards.Of(options);
        Placeholders? hidden = null;
        switch (call)
        {
            case ChatCall chat:
                (chat.Request, hidden) = guard.Protect(chat.Request);
                break;
            case EmbeddingsCall embeddings:
                embeddings.Request = guard.Protect(embeddings.Request);
                break;
        }

        CallAnswer answer = await next(call, cancellationToken);
        Guard? checks = options.ChecksAnswers ? guard : null;
        Placeholders? restored = options.Restore ? hidden : null;
        return answer switch
        {
            WholeAnswer whole when checks is not null || restored is not null => AnswerGuard.Apply(whole, checks, restored),

            // A placeholder in pieces is in no single event of the provider's, so the events are written anew.
            StreamedAnswer streamed when checks is not null || restored is not null => streamed with
            {
                Items = new StreamGuard(checks, restored).ApplyAsync(streamed.Items, cancellationToken),
                PassesThrough = streamed.PassesThrough && restored is null,
            },
            _ => answer,
        };
    }
}
