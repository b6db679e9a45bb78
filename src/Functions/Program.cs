using LlmFunctions.Functions;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);

// First: the middleware that brings the HttpContext must be outside of ours.
builder.ConfigureFunctionsWebApplication();
builder.UseLlmFunctions(builder.Configuration);

// The gateway refuses large bodies itself, before it reads them, in the caller's dialect.
builder.Services.Configure<KestrelServerOptions>(options => options.Limits.MaxRequestBodySize = null);

builder.Build().Run();
