using LlmFunctions.Dialects;
using LlmFunctions.Dialects.Anthropic;
using LlmFunctions.Dialects.OpenAI;

namespace LlmFunctions.Jobs;

/// <summary>The dialects in which jobs are asked for and answered.</summary>
public static class JobDialects
{
    public static IClientDialect Of(Job job)
    {
        AnthropicClientDialect messages = new(job.RequestId);
        return job.Dialect == messages.Name ? messages : OpenAIClientDialect.Instance;
    }
}
