using LlmFunctions.Chat;
using LlmFunctions.Text;

namespace LlmFunctions.Pipeline;

/// <summary>Id, model and time of an answer, for providers that send none.</summary>
/// <param name="Model">The model as it was called.</param>
/// <param name="Created">Seconds since 1970.</param>
internal sealed record AnswerIdentity(string Model, long Created)
{
    private string? _id;

    /// <summary>An id in OpenAI's form; made when it is asked for, because most providers send one.</summary>
    public string Id => _id ??= "chatcmpl-" + RandomId.New();

    public static AnswerIdentity Of(Attempt attempt) => new(attempt.Candidate.Model, attempt.StartedAt.ToUnixTimeSeconds());

    public void Stamp(ChatResponse response)
    {
        response.Id = response.Id.Length == 0 ? Id : response.Id;
        response.Model = response.Model.Length == 0 ? Model : response.Model;
        response.Created = response.Created == 0 ? Created : response.Created;
    }

    public void Stamp(ChatChunk chunk)
    {
        chunk.Id = chunk.Id.Length == 0 ? Id : chunk.Id;
        chunk.Model = chunk.Model.Length == 0 ? Model : chunk.Model;
        chunk.Created = chunk.Created == 0 ? Created : chunk.Created;
    }
}
