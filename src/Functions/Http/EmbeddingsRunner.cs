using LlmFunctions.Caching;
using LlmFunctions.Dialects;
using LlmFunctions.Functions.Responses;
using LlmFunctions.Pipeline;
using LlmFunctions.Security;
using Microsoft.AspNetCore.Http;

namespace LlmFunctions.Functions.Http;

/// <summary>Runs a call for embeddings of any surface through the pipeline and answers it in the client's form.</summary>
public sealed class EmbeddingsRunner(CallPipeline pipeline)
{
    public async Task<IResult> RunAsync(HttpRequest request, IClientDialect dialect, IEmbeddingsForm form, Caller caller, ClientEmbeddings read, CancellationToken cancellationToken)
    {
        EmbeddingsCall call = new()
        {
            RequestId = request.HttpContext.TraceIdentifier,
            Caller = caller,
            Dialect = dialect,
            Form = form,
            Request = read,
            Wishes = RequestWishes.Of(request),
            ClientAddress = ClientAddress.Of(request),
            CacheWishes = CacheWishes.Read(request.Headers.CacheControl),
        };
        EmbeddingsAnswer answer = (EmbeddingsAnswer)await AnswerHeaders.NamingFailedAsync(request.HttpContext.Response.Headers, call, pipeline.RunAsync(call, cancellationToken));
        return new WholeResult(call, answer, answer.Raw, output => form.WriteResponse(answer.Response, read.Request, output));
    }
}
