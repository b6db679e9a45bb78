namespace LlmFunctions.LocalHost.Http;

/// <summary>Maps functions onto endpoint routing.</summary>
internal static class FunctionEndpoints
{
    public static void MapFunctions(this WebApplication app, IEnumerable<HttpFunction> functions, HttpDispatcher dispatcher)
    {
        app.UseRouting();

        // Endpoint routing answers a wrong method with 405; the Functions host, which comes first in Azure, with 404.
        app.Use(next => http =>
        {
            if (http.GetEndpoint()?.Metadata.GetMetadata<HttpFunction>() is not null)
            {
                return next(http);
            }

            http.Response.StatusCode = StatusCodes.Status404NotFound;
            return Task.CompletedTask;
        });
        ((IEndpointRouteBuilder)app).DataSources.Add(
            new DefaultEndpointDataSource([.. functions.Select(function => Create(function, dispatcher))]));
    }

    private static Endpoint Create(HttpFunction function, HttpDispatcher dispatcher)
    {
        var builder = new RouteEndpointBuilder(dispatcher.For(function.Invoker), function.Route, order: 0)
        {
            DisplayName = function.Function.Name,
            Metadata = { function },
        };
        if (function.Methods.Count > 0)
        {
            builder.Metadata.Add(new HttpMethodMetadata(function.Methods));
        }

        return builder.Build();
    }
}
